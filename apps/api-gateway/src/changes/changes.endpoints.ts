import {
  Action,
  ActionsPage,
  ActionsRequest,
  CancelActionAnswer,
  Confirmation,
  ConfirmationsPage,
  ConfirmationsRequest,
  DecisionAnswer,
  DecisionRequest,
  UndoAnswer,
  UndoRequest,
} from '@nat/contracts';
import { z } from 'zod';
import type { EndpointDefinition } from '../endpoint-definition';

const confirmation = '/v1/confirmations/{confirmationId}';
const action = '/v1/actions/{actionId}';

/** What stands between deciding a change and carrying it out, or taking it back. */
const notCarriedOut = [
  'read_only',
  'nation_not_connected',
  'nation_reauth_required',
  'action_not_undoable',
  'action_changed_since',
  'conflict',
  'nationbuilder_unavailable',
  'agent_disabled',
] as const;

/** Changes: those that wait for their person, and those that were carried out. */
export const changeEndpoints = {
  listConfirmations: {
    method: 'GET',
    path: '/v1/confirmations',
    summary: 'Changes that waited for you, newest first',
    access: 'read_only',
    query: ConfirmationsRequest,
    answers: { 200: { description: 'A page of them', schema: ConfirmationsPage } },
    problems: ['cursor_invalid'],
  },
  getConfirmation: {
    method: 'GET',
    path: confirmation,
    summary: 'Read a change that waits, or what became of it',
    access: 'read_only',
    answers: { 200: { description: 'The confirmation', schema: Confirmation } },
    problems: ['not_found'],
  },
  decideConfirmation: {
    method: 'POST',
    path: `${confirmation}/decision`,
    summary: 'Approve or deny a change; the same decision again gives the first result',
    access: 'member',
    body: DecisionRequest,
    answers: { 200: { description: 'The confirmation now, and where its query goes on', schema: DecisionAnswer } },
    problems: [
      'not_found',
      'confirmation_already_decided',
      'confirmation_expired',
      'hash_mismatch',
      'typed_count_mismatch',
      'subscription_inactive',
      ...notCarriedOut,
    ],
  },
  listActions: {
    method: 'GET',
    path: '/v1/actions',
    summary: 'Changes that were carried out, newest first; admins may ask for those of others',
    access: 'read_only',
    query: ActionsRequest,
    answers: { 200: { description: 'A page of the ledger', schema: ActionsPage } },
    problems: ['cursor_invalid'],
  },
  getAction: {
    method: 'GET',
    path: action,
    summary: 'Read one change with its counts',
    access: 'read_only',
    answers: { 200: { description: 'The action', schema: Action } },
    problems: ['not_found'],
  },
  followAction: {
    method: 'GET',
    path: `${action}/events`,
    summary: 'Follow a change that works on in the background, or resume after an event',
    access: 'read_only',
    resumable: true,
    answers: {
      200: { description: 'How far it is, until it has ended', text: 'text/event-stream' },
      204: { description: 'It ended and there is nothing newer' },
    },
    problems: ['not_found'],
  },
  undoAction: {
    method: 'POST',
    path: `${action}/undo`,
    summary: 'Take a change back; not counted as a query',
    access: 'member',
    body: UndoRequest.optional(),
    idempotencyKey: true,
    answers: { 202: { description: 'The undo as an action, or the confirmation it waits for', schema: UndoAnswer } },
    problems: ['not_found', 'idempotency_key_required', 'idempotency_mismatch', ...notCarriedOut],
  },
  cancelAction: {
    method: 'POST',
    path: `${action}/cancel`,
    summary: 'Stop a change between two records; harmless when repeated and after its end',
    access: 'member',
    body: z.strictObject({}).optional(),
    answers: { 202: { description: 'The status it has now', schema: CancelActionAnswer } },
    problems: ['not_found'],
  },
} as const satisfies Record<string, EndpointDefinition>;
