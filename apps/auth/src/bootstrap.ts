import { type AwsOptions, awsOptions, createDocumentClient, Table } from '@nat/dynamo';
import { DynamoOutbox, EventBusModule, queueConsumer } from '@nat/event-bus';
import { mailerFrom } from '@nat/mailer';
import { AwsSecretVault } from '@nat/secrets';
import {
  bootstrapService,
  type Clock,
  type Environment,
  type Rng,
  type RunningService,
  SystemClock,
  SystemRng,
} from '@nat/service-kit';
import { DynamoAccountsStore } from './accounts/dynamo-accounts.store';
import { DynamoAuditStore } from './audit/dynamo-audit.store';
import { AuthConfig, serviceName } from './auth.config';
import { type AuthAdapters, AuthModule } from './auth.module';
import { resources } from './auth.resources';
import { DynamoClaimsStore } from './members/claims/dynamo-claims.store';
import { DynamoMembersStore } from './members/dynamo-members.store';
import { DynamoInvitesStore } from './members/invites/dynamo-invites.store';
import { DynamoOidcIdentitiesStore } from './oidc/dynamo-oidc-identities.store';
import { DynamoOneTimeStore } from './one-time/dynamo-one-time.store';
import { DynamoSignInStore } from './sign-in/dynamo-sign-in.store';
import { DynamoSessionsStore } from './sessions/dynamo-sessions.store';
import { DynamoConnectionsStore } from './connections/dynamo-connections.store';
import { signingKeysSecret } from './keys/signing-keys';

/**
 * Starts auth. Rejects with everything that is wrong with its settings, or when it can neither read nor make signing keys.
 *
 * @param environment its settings where several services share one process; alone it reads its own and ends on SIGTERM.
 * @param given time and chance, for tests.
 */
export async function bootstrap(environment?: Environment, given: { clock?: Clock; rng?: Rng } = {}): Promise<RunningService> {
  const config = new AuthConfig(environment);
  const { clock = new SystemClock(), rng = new SystemRng() } = given;
  const aws = awsOptions(config);
  return bootstrapService({
    service: serviceName,
    module: AuthModule.forRoot(config, awsAdapters(config, aws, clock, rng)),
    config,
    standalone: environment === undefined,
    microservice: () => queueConsumer({ resources, aws, clock, rng }),
    clock,
    rng,
  });
}

function awsAdapters(config: AuthConfig, aws: AwsOptions, clock: Clock, rng: Rng): AuthAdapters {
  const table = new Table(createDocumentClient(aws), resources.table.name);
  const outbox = new DynamoOutbox(table, clock);
  const vault = AwsSecretVault.at(aws);
  return {
    accounts: new DynamoAccountsStore(table, outbox),
    members: new DynamoMembersStore(table, outbox),
    invites: new DynamoInvitesStore(table, outbox),
    claims: new DynamoClaimsStore(table),
    sessions: new DynamoSessionsStore(table, outbox),
    signIns: new DynamoSignInStore(table),
    identities: new DynamoOidcIdentitiesStore(table),
    oneTime: new DynamoOneTimeStore(table),
    connections: new DynamoConnectionsStore(table, outbox),
    audit: new DynamoAuditStore(table),
    vault,
    mailer: mailerFrom(config, aws),
    clock,
    rng,
    checks: {
      table: async () => void (await table.get({ pk: 'HEALTH', sk: 'HEALTH' })),
      vault: async () => void (await vault.current(signingKeysSecret)),
    },
    eventBus: EventBusModule.forRoot({ resources, aws, busName: config.EVENT_BUS_NAME, clock, rng }),
  };
}
