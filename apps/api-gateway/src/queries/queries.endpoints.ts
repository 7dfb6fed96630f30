import { AskRequest, CancelAnswer, QueryAccepted, QuerySnapshot } from '@nat/contracts';
import { z } from 'zod';
import type { EndpointDefinition } from '../endpoint-definition';

/** Questions and what answers them. */
export const queryEndpoints = {
  askQuery: {
    method: 'POST',
    path: '/v1/queries',
    summary: 'Ask a question',
    access: 'read_only',
    body: AskRequest,
    idempotencyKey: true,
    ownRate: true,
    answers: {
      200: { description: 'The answer as it is produced, under `Accept: text/event-stream`', text: 'text/event-stream' },
      202: { description: 'The question was taken; follow its events or read its snapshot', schema: QueryAccepted },
    },
    problems: [
      'subscription_inactive',
      'feature_not_available',
      'nation_mismatch',
      'not_found',
      'conflict',
      'query_in_progress',
      'events_expired',
      'nation_not_connected',
      'nation_reauth_required',
      'idempotency_key_required',
      'idempotency_mismatch',
      'concurrency_limited',
      'quota_exceeded',
      'agent_disabled',
      'model_unavailable',
    ],
  },
  getQuery: {
    method: 'GET',
    path: '/v1/queries/{queryId}',
    summary: 'Read a query as it stands',
    access: 'read_only',
    answers: { 200: { description: 'The query', schema: QuerySnapshot } },
    problems: ['not_found'],
  },
  followQuery: {
    method: 'GET',
    path: '/v1/queries/{queryId}/events',
    summary: 'Follow the events of a query, or resume after one',
    access: 'read_only',
    resumable: true,
    answers: {
      200: { description: 'What came after the given event, then what comes', text: 'text/event-stream' },
      204: { description: 'The query ended and there is nothing newer' },
    },
    problems: ['not_found', 'events_expired'],
  },
  cancelQuery: {
    method: 'POST',
    path: '/v1/queries/{queryId}/cancel',
    summary: 'Stop a query; harmless when repeated and after its end',
    access: 'read_only',
    body: z.strictObject({}).optional(),
    answers: { 202: { description: 'The status it has now', schema: CancelAnswer } },
    problems: ['not_found'],
  },
  getExport: {
    method: 'GET',
    path: '/v1/exports/{exportId}',
    summary: 'Fetch a file that an answer made, within 15 minutes',
    access: 'read_only',
    answers: { 200: { description: 'The file, as an attachment', text: 'text/csv' } },
    problems: ['not_found'],
  },
} as const satisfies Record<string, EndpointDefinition>;
