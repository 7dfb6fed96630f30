import type { Action, Confirmation, Conversation, ConversationMessage, NationSettings } from '@nat/contracts';
import { conversationId } from './events';
import { userId } from './gateway-stack';

const at = '2026-06-15T12:00:00.000Z';
export const queryId = `qry_${'4'.repeat(32)}`;
export const confirmationId = `cnf_${'6'.repeat(32)}`;
export const actionId = `act_${'7'.repeat(32)}`;

export const conversation: Conversation = {
  conversationId,
  title: 'Volunteers in Austin',
  createdAt: at,
  updatedAt: at,
  expiresAt: '2026-07-15T12:00:00.000Z',
};

export const message: ConversationMessage = {
  messageId: `msg_${'8'.repeat(32)}`,
  queryId,
  role: 'assistant',
  text: '59 volunteers.',
  links: [],
  actions: [actionId],
  createdAt: at,
};

export const confirmation: Confirmation = {
  confirmationId,
  queryId,
  conversationId,
  toolCallId: `tcl_${'9'.repeat(32)}`,
  tool: 'tag_people',
  title: 'Tag 156 people as major donor',
  tier: 'critical',
  effect: {
    kind: 'person',
    count: 156,
    sample: [{ id: '7', label: 'Zoë Ang, Austin' }],
    changes: [{ field: 'Tag', after: 'major donor' }],
    reversible: true,
    outbound: false,
    notes: [],
  },
  inputHash: 'ab'.repeat(32),
  status: 'pending',
  createdAt: at,
  expiresAt: '2026-06-15T12:10:00.000Z',
  typedCountRequired: false,
};

export const action: Action = {
  actionId,
  queryId,
  conversationId,
  userId,
  tool: 'tag_people',
  title: 'Tag 156 people as major donor',
  tier: 'critical',
  status: 'partially_failed',
  targets: 156,
  done: 153,
  alreadySo: 2,
  failed: 1,
  unknown: 0,
  notTried: 0,
  failures: [{ reason: 'no longer exists', count: 1, ids: ['9'] }],
  summary: 'Tagged 153 of 156: 2 already had it, 1 failed.',
  background: false,
  undo: 'exact',
  undoable: true,
  createdAt: at,
  endedAt: at,
};

export const settings: NationSettings = {
  readOnly: false,
  disabledToolGroups: ['money'],
  retentionDays: 30,
  timeZone: 'America/New_York',
  agentDisabled: false,
};
