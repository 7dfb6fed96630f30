import { SetMetadata } from '@nestjs/common';
import type { EndpointDefinition } from './endpoint-definition';

const key = 'nat:endpoint';

export const setEndpoint = (endpoint: EndpointDefinition): MethodDecorator => SetMetadata(key, endpoint);

/** The endpoint a handler serves. Throws for a handler that is none: nothing is served that is not in the table. */
export function endpointOf(handler: object): EndpointDefinition {
  const endpoint = Reflect.getMetadata(key, handler) as EndpointDefinition | undefined;
  if (!endpoint) throw new Error('This handler serves no endpoint of the table');
  return endpoint;
}
