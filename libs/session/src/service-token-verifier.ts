import { NationSlug, QueryId, Role, SessionId, UserId } from '@nat/contracts';
import type { Clock, PersonIdentity, ServiceIdentity } from '@nat/service-kit';
import { z } from 'zod';
import {
  checkTimes,
  NumericDate,
  readClaims,
  readHeader,
  tokenHeader,
  unauthenticated,
  type VerificationKey,
} from './compact-token';
import { importKeys } from './key-set';
import type { PublicServiceKeys } from './service-keys';
import { serviceTokenSeconds, serviceTokenType } from './service-tokens';

const header = tokenHeader(serviceTokenType);

const ServiceClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  jti: z.string().min(1).max(128),
  iat: NumericDate,
  nbf: NumericDate.optional(),
  exp: NumericDate,
});

const PersonClaims = z.object({ sub: UserId, sid: SessionId });
/** Nation and role go together: one without the other proves nothing. */
const NationClaims = z.object({ nation: NationSlug, role: Role, queryId: QueryId.optional() });
/** The claims of which any means that somebody is named. */
const naming = ['sub', 'sid', 'nation', 'role', 'queryId'];

/** Which service calls, and on whose behalf. */
export interface ServiceCaller {
  readonly service: string;
  /** Who asks, where it is somebody. */
  readonly person?: PersonIdentity;
  /** The same with nation and role, where a nation is selected. */
  readonly identity?: ServiceIdentity;
}

/** Verifies the tokens other services show to this one. Keys come from configuration: nothing is ever fetched. */
export class ServiceTokenVerifier {
  private readonly audience: string;
  private readonly clock: Clock;
  private readonly serviceOf: ReadonlyMap<string, string>;
  private readonly keys: Promise<Map<string, VerificationKey>>;

  constructor(options: { service: string; publicKeysJwks: PublicServiceKeys; clock: Clock }) {
    const { keys } = options.publicKeysJwks;
    this.audience = `service:${options.service}`;
    this.clock = options.clock;
    this.serviceOf = new Map(keys.map(({ kid, service }) => [kid, service]));
    if (this.serviceOf.size < keys.length) throw new Error('Two public service keys have the same kid');
    this.keys = importServiceKeys(keys);
  }

  /** Throws `unauthenticated` or `token_expired`. The signing key decides who calls; `iss` only has to agree. */
  async verify(token: string): Promise<ServiceCaller> {
    const { kid } = readHeader(token, header);
    const service = this.serviceOf.get(kid);
    const key = (await this.keys).get(kid);
    if (!service || !key) throw unauthenticated();
    const payload = await readClaims(token, key);
    const { data: claims } = ServiceClaims.safeParse(payload);
    if (!claims || claims.iss !== `service:${service}` || claims.aud !== this.audience) throw unauthenticated();
    if (claims.exp - claims.iat > serviceTokenSeconds) throw unauthenticated();
    checkTimes(claims, this.clock.now());
    return { service, ...namedBy(payload as object) };
  }
}

/** In chunks, because a key document holds at most 20. */
async function importServiceKeys(keys: PublicServiceKeys['keys']): Promise<Map<string, VerificationKey>> {
  const imported = new Map<string, VerificationKey>();
  for (const key of keys) {
    for (const [kid, value] of await importKeys({ keys: [key] })) imported.set(kid, value);
  }
  return imported;
}

/** Throws `unauthenticated` for half an identity. */
function namedBy(payload: object): Pick<ServiceCaller, 'person' | 'identity'> {
  if (!naming.some(claim => claim in payload)) return {};
  const { data: claims } = PersonClaims.safeParse(payload);
  if (!claims) throw unauthenticated();
  const person = { userId: claims.sub, sessionId: claims.sid };
  if (!naming.slice(2).some(claim => claim in payload)) return { person };
  const { data: about } = NationClaims.safeParse(payload);
  if (!about) throw unauthenticated();
  const { nation, role, queryId } = about;
  return { person, identity: { ...person, nationSlug: nation, role, ...(queryId && { queryId }) } };
}
