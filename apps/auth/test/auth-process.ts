import { type DomainEvent, NationSlug, type SessionAnswer } from '@nat/contracts';
import { EventBusModule, InMemoryBus, InMemoryOutbox } from '@nat/event-bus';
import {
  bootstrapService,
  type Clock,
  type Environment,
  ManualClock,
  type PersonIdentity,
  type RunningService,
  SeededRng,
  type ServiceIdentity,
} from '@nat/service-kit';
import { generateServiceKeys, PrivateServiceKey, ServiceTokens, TokenVerifier } from '@nat/session';
import { InMemoryAccountsStore } from '../src/accounts/in-memory-accounts.store';
import { InMemoryPeople } from '../src/accounts/in-memory-people';
import { InMemoryClaimsStore } from '../src/members/claims/in-memory-claims.store';
import { InMemoryMembersStore } from '../src/members/in-memory-members.store';
import { InMemoryInvitesStore } from '../src/members/invites/in-memory-invites.store';
import { InMemoryOneTimeStore } from '../src/one-time/in-memory-one-time.store';
import { InMemorySignInStore } from '../src/sign-in/in-memory-sign-in.store';
import { InMemorySessionsStore } from '../src/sessions/in-memory-sessions.store';
import { InMemoryAudit } from '../src/audit/in-memory-audit';
import { InMemoryOidcIdentitiesStore } from '../src/oidc/in-memory-oidc-identities.store';
import { AuthConfig } from '../src/auth.config';
import { AuthModule } from '../src/auth.module';
import { InMemoryConnectionsStore } from '../src/connections/in-memory-connections.store';
import { InMemoryMailer } from '@nat/mailer';
import { InMemorySecretVault } from '@nat/secrets';

const callers = ['api-gateway', 'agent', 'usage'] as const;
type CallingService = (typeof callers)[number];

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  body: Body;
  headers: Headers;
}

/** Auth as a process of tests: the whole application over HTTP, its stores in memory. Several may share `world`. */
export interface AuthProcess extends RunningService {
  world: World;
  /** Calls as a service; `as: null` sends no token. */
  call<Body = Record<string, unknown>>(path: string, options: CallOptions): Promise<Answer<Body>>;
  signIn(user?: string, nationSlug?: string): Promise<Answer<SessionAnswer>>;
  /** Identity a verified access token gives, for a nation of it. */
  identity(accessToken: string, nationSlug?: string): Promise<ServiceIdentity>;
}

interface CallOptions {
  as: CallingService | null;
  identity?: PersonIdentity | ServiceIdentity;
  body?: unknown;
  method?: string;
}

export interface World {
  clock: ManualClock;
  /** What the stores of accounts, members, invites and claims share. */
  people: InMemoryPeople;
  accounts: InMemoryAccountsStore;
  members: InMemoryMembersStore;
  invites: InMemoryInvitesStore;
  claims: InMemoryClaimsStore;
  sessions: InMemorySessionsStore;
  signIns: InMemorySignInStore;
  identities: InMemoryOidcIdentitiesStore;
  oneTime: InMemoryOneTimeStore;
  connections: InMemoryConnectionsStore;
  vault: InMemorySecretVault;
  mailer: InMemoryMailer;
  audit: InMemoryAudit;
  /** Everything committed for the bus. */
  readonly events: DomainEvent[];
  outbox: InMemoryOutbox;
  bus: InMemoryBus;
  keys: Awaited<ReturnType<typeof generateServiceKeys<CallingService | 'auth'>>>;
}

/** Keys of every service of the tests. */
export function serviceKeys(): Promise<World['keys']> {
  return generateServiceKeys([...callers, 'auth']);
}

export async function aWorld(): Promise<World> {
  const outbox = new InMemoryOutbox();
  const audit = new InMemoryAudit();
  const people = new InMemoryPeople(outbox, audit);
  return {
    clock: new ManualClock(),
    people,
    accounts: new InMemoryAccountsStore(people),
    members: new InMemoryMembersStore(people),
    invites: new InMemoryInvitesStore(people),
    claims: new InMemoryClaimsStore(people),
    sessions: new InMemorySessionsStore(outbox, audit),
    signIns: new InMemorySignInStore(),
    identities: new InMemoryOidcIdentitiesStore(people.users),
    oneTime: new InMemoryOneTimeStore(),
    connections: new InMemoryConnectionsStore(outbox, audit),
    vault: new InMemorySecretVault(),
    mailer: new InMemoryMailer(),
    audit,
    outbox,
    bus: new InMemoryBus(),
    get events() {
      return outbox.events;
    },
    keys: await serviceKeys(),
  };
}

export function environmentOf(world: Pick<World, 'keys'>, originTemplate: string): Environment {
  return {
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    SERVICE_PRIVATE_KEY: world.keys.privateKeys.auth,
    SERVICE_PUBLIC_KEYS: world.keys.publicKeys,
    NATIONBUILDER_MODE: 'double',
    NATIONBUILDER_ORIGIN_TEMPLATE: originTemplate,
    NATIONBUILDER_CLIENT_ID: 'client',
    NATIONBUILDER_CLIENT_SECRET: 'canary-secret',
    WEB_REDIRECT_URIS: 'https://app.example/signed-in',
    EXTENSION_REDIRECT_URIS: 'https://abcdefghijklmnop.chromiumapp.org/nat',
  };
}

let seed = 1;

/** Starts auth on a free port. */
export async function startAuth(world: World, originTemplate: string, changes: Environment = {}): Promise<AuthProcess> {
  const config = new AuthConfig({ ...environmentOf(world, originTemplate), ...changes });
  const { clock, outbox, bus } = world;
  const rng = new SeededRng(seed++);
  // A clock of its own: when a test lets days pass, the relay need not sweep every second of them.
  const eventBus = EventBusModule.inMemory({ clock: new ManualClock(), rng, bus, outbox });
  const module = AuthModule.forRoot(config, { ...world, rng, checks: {}, eventBus });
  const running = await bootstrapService({ service: 'auth', module, config, clock, rng });
  const call = caller(running.url, world);
  const jwksUrl = `${running.url}/.well-known/jwks.json`;
  const verifier = new TokenVerifier({ issuer: config.SESSION_ISSUER, jwksUrl, clock });
  return {
    ...running,
    world,
    call,
    signIn: (user = 'ada', nationSlug = 'demo') =>
      call<SessionAnswer>('/internal/sandbox-sessions', { as: 'api-gateway', body: { nationSlug, user } }),
    identity: async (accessToken, nationSlug = 'demo') => {
      const { userId, sessionId, nations } = await verifier.verify(accessToken);
      return { userId, sessionId, nationSlug: NationSlug.parse(nationSlug), role: nations[nationSlug] ?? 'member' };
    },
  };
}

/** Calls the process at `url` as any service whose keys it knows. */
export function caller(url: string, { clock, keys }: { clock: Clock; keys: World['keys'] }): AuthProcess['call'] {
  const rng = new SeededRng(7);
  const tokensOf = (service: CallingService): ServiceTokens =>
    new ServiceTokens({ service, privateKeyJwk: PrivateServiceKey.parse(JSON.parse(keys.privateKeys[service])), clock, rng });
  return async <Body>(path: string, { as, identity, body, method }: CallOptions): Promise<Answer<Body>> => {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    if (as) headers['authorization'] = `Bearer ${await tokensOf(as).token('auth', identity)}`;
    const answer = await fetch(`${url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as Body };
  };
}
