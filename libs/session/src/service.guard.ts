import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { AppError, type PersonIdentity, type ServiceIdentity } from '@nat/service-kit';
import type { IncomingMessage } from 'node:http';
import { bearerToken } from './bearer-token';
import { unauthenticated } from './compact-token';
import { type ServiceCaller, ServiceTokenVerifier } from './service-token-verifier';

const allowedServices = 'nat:allowed-services';

interface GuardedRequest {
  raw: IncomingMessage;
  natCaller?: ServiceCaller;
}

/** Lets a request pass that shows a service token of a service the route names. Routes that name none let nobody pass. */
@Injectable()
export class ServiceGuard implements CanActivate {
  constructor(private readonly verifier: ServiceTokenVerifier) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<GuardedRequest>();
    const caller = await this.verifier.verify(bearerToken(request.raw));
    if (!allowed(context).includes(caller.service)) {
      throw new AppError('forbidden', 'This service may not call this endpoint.');
    }
    request.natCaller = caller;
    return true;
  }
}

/** What the handler names wins over what its controller names. */
function allowed(context: ExecutionContext): readonly string[] {
  for (const target of [context.getHandler(), context.getClass()]) {
    const services = Reflect.getMetadata(allowedServices, target) as readonly string[] | undefined;
    if (services) return services;
  }
  return [];
}

/**
 * Guards a controller or a handler: only these services may call it, each with a service token made for this service.
 * Without a valid token 401, from another service 403. On a handler it narrows or replaces what its controller says.
 */
export function FromServices(...services: [string, ...string[]]): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(allowedServices, services), UseGuards(ServiceGuard));
}

/** Parameter: on whose behalf the call is made, a `PersonIdentity`; a nation need not be selected. 401 when nobody is named. */
export const CallerPerson = createParamDecorator((_: unknown, context: ExecutionContext): PersonIdentity => {
  const person = context.switchToHttp().getRequest<GuardedRequest>().natCaller?.person;
  if (!person) throw unauthenticated('This endpoint needs the identity of a person.');
  return person;
});

/** Parameter: on whose behalf the call is made, and in which nation, a `ServiceIdentity`. 401 when the token names nobody or no nation. */
export const CallerIdentity = createParamDecorator((_: unknown, context: ExecutionContext): ServiceIdentity => {
  const identity = context.switchToHttp().getRequest<GuardedRequest>().natCaller?.identity;
  if (!identity) throw unauthenticated('This endpoint needs the identity of a person in a nation.');
  return identity;
});
