import { roleAtLeast } from '@nat/contracts';
import { AppError, type ServiceIdentity } from '@nat/service-kit';
import { bearerToken, TokenVerifier } from '@nat/session';
import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EndpointDefinition } from '../endpoint-definition';
import { endpointOf } from '../endpoint-metadata';
import { CallRates } from './call-rates';
import { idempotencyKey, nationHeader } from './request-headers';
import { selectNation } from './select-nation';
import { liveRole, SessionChecks } from './session-checks';

/** Who asks, proven, with the role that holds now. */
export interface Access {
  readonly identity: ServiceIdentity;
  /** What the session was made for, such as `cli`. */
  readonly client: string;
}

type GuardedRequest = FastifyRequest & { natAccess?: Access };

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

  private async admit(endpoint: EndpointDefinition, request: GuardedRequest): Promise<Access> {
    const { raw } = request;
    const token = bearerToken(raw);
    const named = nationHeader(raw.rawHeaders);
    if (endpoint.idempotencyKey) idempotencyKey(raw.rawHeaders);
    const caller = await this.tokens.verify(token);
    if (!endpoint.ownRate) this.rates.ofUsers.take(caller.userId);
    const onlySession = endpoint.access === 'signedIn';
    const selected = selectNation(caller.nations, named, onlySession);
    const claimed: ServiceIdentity = { userId: caller.userId, sessionId: caller.sessionId, ...selected };
    const answer = await this.sessions.check(claimed, endpoint.method !== 'GET');
    const role = onlySession && answer.active ? (answer.role ?? claimed.role) : liveRole(answer);
    requireRole(endpoint, role);
    return { identity: { ...claimed, role }, client: caller.client };
  }
}

function requireRole({ access }: EndpointDefinition, role: ServiceIdentity['role']): void {
  if (access === 'public' || access === 'signedIn' || roleAtLeast(role, access)) return;
  throw new AppError('role_required', `This needs the role ${access} in this nation.`);
}

/** Parameter: who asks. Only for endpoints that are not public. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Access => {
  const access = context.switchToHttp().getRequest<GuardedRequest>().natAccess;
  if (!access) throw new Error('A public endpoint has no caller');
  return access;
});
