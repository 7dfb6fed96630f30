import { z } from 'zod';
import { accountEndpoints } from './account/account.endpoints';
import { auditEndpoints } from './audit/audit.endpoints';
import { changeEndpoints } from './changes/changes.endpoints';
import { connectionEndpoints } from './connections/connections.endpoints';
import { conversationEndpoints } from './conversations/conversations.endpoints';
import { browserEndpoints } from './browser/browser.endpoints';
import type { EndpointDefinition } from './endpoint-definition';
import { memberEndpoints } from './members/members.endpoints';
import { queryEndpoints } from './queries/queries.endpoints';
import { sessionEndpoints } from './sessions/sessions.endpoints';
import { KeyDocument } from './siblings/signing-keys';

const systemEndpoints = {
  getSigningKeys: {
    method: 'GET',
    path: '/.well-known/jwks.json',
    summary: 'Public keys of access tokens',
    access: 'public',
    answers: { 200: { description: 'JSON Web Key Set', schema: KeyDocument } },
    problems: [],
  },
  getOpenApi: {
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This document',
    access: 'public',
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.record(z.string(), z.unknown()) } },
    problems: [],
  },
} as const satisfies Record<string, EndpointDefinition>;

/** Everything the gateway serves, health aside. The one list: there is no route without an entry here. */
export const endpoints = {
  ...queryEndpoints,
  ...conversationEndpoints,
  ...changeEndpoints,
  ...accountEndpoints,
  ...memberEndpoints,
  ...auditEndpoints,
  ...sessionEndpoints,
  ...connectionEndpoints,
  ...browserEndpoints,
  ...systemEndpoints,
} as const satisfies Record<string, EndpointDefinition>;
