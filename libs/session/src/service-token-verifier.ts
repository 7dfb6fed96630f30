import { NationSlug, QueryId, Role, SessionId, UserId } from '@nat/contracts';
import type { Clock, ServiceIdentity } from '@nat/service-kit';
import { z } from 'zod';
import {
  checkTimes,
  NumericDate,
  readClaims,
  readKeyId,
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
  exp: NumericDate,
});

/** All of a person's identity or none of it. */
const IdentityClaims = z.object({
  sub: UserId,
  sid: SessionId,
  nation: NationSlug,
  role: Role,
  queryId: QueryId.optional(),
});

/** Which service calls, and on whose behalf. */
export interface ServiceCaller {
  readonly service: string;
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
    const kid = readKeyId(token, header);
    const service = this.serviceOf.get(kid);
    const key = (await this.keys).get(kid);
    if (!service || !key) throw unauthenticated();
    const payload = await readClaims(token, key);
    const { data: claims } = ServiceClaims.safeParse(payload);
    if (!claims || claims.iss !== `service:${service}` || claims.aud !== this.audience) throw unauthenticated();
    if (claims.exp - claims.iat > serviceTokenSeconds) throw unauthenticated();
    checkTimes(claims, this.clock.now());
    return { service, identity: identityOf(payload as object) };
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

function identityOf(payload: object): ServiceIdentity | undefined {
  if (!('sub' in payload)) return undefined;
  const { data } = IdentityClaims.safeParse(payload);
  if (!data) throw unauthenticated();
  const { sub, sid, nation, role, queryId } = data;
  return { userId: sub, sessionId: sid, nationSlug: nation, role, ...(queryId && { queryId }) };
}
