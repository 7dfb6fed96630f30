import { roleAtLeast } from '@nat/contracts';
import { AppError, type PersonIdentity, type ServiceIdentity } from '@nat/service-kit';
import { bearerToken, TokenVerifier } from '@nat/session';
import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EndpointDefinition } from '../endpoint-definition';
import { endpointOf } from '../endpoint-metadata';
import { CallRates } from './call-rates';
import { idempotencyKey, nationHeader } from './request-headers';
import { selectNation } from './select-nation';
import { liveRole, requireLive, SessionChecks } from './session-checks';

/** Who asks, proven. */
export interface SignedIn {
  readonly person: PersonIdentity;
  /** What the session was made for, such as `cli`. */
  readonly client: string;
}

/** Who asks and in which nation, with the role that holds now. */
export interface Access extends SignedIn {
  readonly identity: ServiceIdentity;
}

type GuardedRequest = FastifyRequest & { natAccess?: SignedIn | Access };

/** Steps 1 to 3 of an admission, in their order: header rules, token and session, nation and role (protocol, section 4). */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly sessions: SessionChecks,
    private readonly rates: CallRates,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const endpoint = endpointOf(context.getHandler());
    const request = context.switchToHttp().getRequest<GuardedRequest>();
    // Fastify answers HEAD by running the handler of GET, which for a stream would never end.
    if (request.method !== endpoint.method) throw new AppError('method_not_allowed', 'This address does not take that method.');
    if (endpoint.access !== 'public') request.natAccess = await this.admit(endpoint, request);
    return true;
  }

  private async admit(endpoint: EndpointDefinition, request: GuardedRequest): Promise<SignedIn | Access> {
    const { raw } = request;
    const token = bearerToken(raw);
    const named = nationHeader(raw.rawHeaders);
    if (endpoint.idempotencyKey) idempotencyKey(raw.rawHeaders);
    const caller = await this.tokens.verify(token);
    if (!endpoint.ownRate) this.rates.ofUsers.take(caller.userId);
    const { client, userId, sessionId } = caller;
    const person = { userId, sessionId };
    const write = endpoint.method !== 'GET';
    if (endpoint.access === 'signedIn') {
      requireLive(await this.sessions.check(person, write));
      return { person, client };
    }
    const selected = selectNation(caller.nations, named);
    const role = liveRole(await this.sessions.check({ ...person, ...selected }, write));
    requireRole(endpoint, role);
    return { person, identity: { ...person, nationSlug: selected.nationSlug, role }, client };
  }
}

function requireRole({ access }: EndpointDefinition, role: ServiceIdentity['role']): void {
  if (access === 'public' || access === 'signedIn' || roleAtLeast(role, access)) return;
  throw new AppError('role_required', `This needs the role ${access} in this nation.`);
}

/** Parameter: who asks, whether or not they belong to a nation. Only for endpoints that are not public. */
export const Person = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const access = context.switchToHttp().getRequest<GuardedRequest>().natAccess;
  if (!access) throw new Error('A public endpoint has no caller');
  return access;
});

/** Parameter: who asks and in which nation. Only for endpoints that need a role. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Access => {
  const access = context.switchToHttp().getRequest<GuardedRequest>().natAccess;
  if (!access || !('identity' in access)) throw new Error('This endpoint selects no nation');
  return access;
});
