import { Mailer } from '@nat/mailer';
import type { SecretVault } from '@nat/secrets';
import { Clock, Rng } from '@nat/service-kit';
import type { Provider } from '@nestjs/common';
import { AccountsStore } from './accounts/accounts.store';
import type { AuditStore } from './audit/audit.store';
import type { ConnectionsStore } from './connections/connections.store';
import { ClaimsStore } from './members/claims/claims.store';
import { InvitesStore } from './members/invites/invites.store';
import { MembersStore } from './members/members.store';
import type { OidcIdentitiesStore } from './oidc/oidc-identities.store';
import { OneTimeStore } from './one-time/one-time.store';
import { SessionsStore } from './sessions/sessions.store';
import { SignInStore } from './sign-in/sign-in.store';

/** Everything of auth that touches the world beyond HTTP and the event bus, in the form of production or of tests. */
export interface AuthPorts {
  accounts: AccountsStore;
  members: MembersStore;
  invites: InvitesStore;
  claims: ClaimsStore;
  sessions: SessionsStore;
  signIns: SignInStore;
  identities: OidcIdentitiesStore;
  oneTime: OneTimeStore;
  connections: ConnectionsStore;
  audit: AuditStore;
  vault: SecretVault;
  mailer: Mailer;
  clock: Clock;
  rng: Rng;
}

/**
 * What classes of a module may ask for by its type. Each module has them for itself: the event bus has a clock of its own, which
 * must not be taken for this one.
 */
export function portsOf(ports: AuthPorts): Provider[] {
  return [
    { provide: AccountsStore, useValue: ports.accounts },
    { provide: MembersStore, useValue: ports.members },
    { provide: InvitesStore, useValue: ports.invites },
    { provide: ClaimsStore, useValue: ports.claims },
    { provide: SessionsStore, useValue: ports.sessions },
    { provide: SignInStore, useValue: ports.signIns },
    { provide: OneTimeStore, useValue: ports.oneTime },
    { provide: Mailer, useValue: ports.mailer },
    { provide: Clock, useValue: ports.clock },
    { provide: Rng, useValue: ports.rng },
  ];
}
