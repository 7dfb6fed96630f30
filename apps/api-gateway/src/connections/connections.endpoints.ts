import { ConnectionsAnswer, StartConnection, StartConnectionAnswer } from '@nat/contracts';
import type { EndpointDefinition } from '../endpoint-definition';

/** Grants of access to NationBuilder, as the people of a nation see and end them. */
export const connectionEndpoints = {
  listConnections: {
    method: 'GET',
    path: '/v1/connections',
    summary: 'The connections to NationBuilder: the nation’s and your own; for owner and admins those of everybody',
    access: 'read_only',
    answers: { 200: { description: 'All of them, the nation’s first', schema: ConnectionsAnswer } },
    problems: [],
  },
  startConnection: {
    method: 'POST',
    path: '/v1/connections/start',
    summary: 'Begin to connect a nation or yourself: the answer is opened in the browser of the same person, within a minute',
    access: 'signedIn',
    body: StartConnection,
    answers: { 200: { description: 'Where to go on', schema: StartConnectionAnswer } },
    problems: ['forbidden', 'role_required', 'redirect_uri_not_allowed'],
  },
  disconnect: {
    method: 'DELETE',
    path: '/v1/connections/{connectionId}',
    summary: 'End a connection: its tokens are erased at once',
    access: 'read_only',
    answers: { 204: { description: 'It is over, and its tokens are gone' } },
    problems: ['not_found', 'conflict'],
  },
} as const satisfies Record<string, EndpointDefinition>;
