import { applyDecorators, HttpCode, RequestMapping, RequestMethod, UseGuards } from '@nestjs/common';
import { AccessGuard } from './access/access.guard';
import type { EndpointDefinition } from './endpoint-definition';
import { setEndpoint } from './endpoint-metadata';

/** Makes a method the handler of an endpoint: its route, its status and its guard all come from the table. */
export function Endpoint(endpoint: EndpointDefinition): MethodDecorator {
  return applyDecorators(
    RequestMapping({ method: RequestMethod[endpoint.method], path: endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1') }),
    HttpCode(Number(Object.keys(endpoint.answers)[0])),
    setEndpoint(endpoint),
    UseGuards(AccessGuard),
  );
}
