import type { Action, Confirmation, Conversation, NationSettings } from '@nat/contracts';
import { confirmationId } from './fake-gateway';

const at = '2026-06-15T12:00:00.000Z';
export const actionId = `act_${'3'.repeat(32)}`;
export const conversationId = `cnv_${'1'.repeat(32)}`;

export const conversation: Conversation = { conversationId, title: 'Donors', createdAt: at, updatedAt: at, expiresAt: at };

export const confirmation: Confirmation = {
  confirmationId,
  toolCallId: `tcl_${'4'.repeat(32)}`,
  tool: 'tag_people',
  title: 'Tag 156 people',
  tier: 'critical',
  effect: { kind: 'person', count: 156, sample: [], changes: [], reversible: true, outbound: false, notes: [] },
  inputHash: 'ab'.repeat(32),
  status: 'pending',
  createdAt: at,
  expiresAt: at,
  typedCountRequired: false,
};

export const action: Action = {
  actionId,
  userId: `usr_${'5'.repeat(32)}`,
  tool: 'tag_people',
  title: 'Tag 156 people',
  tier: 'critical',
  status: 'completed',
  targets: 156,
  done: 156,
  alreadySo: 0,
  failed: 0,
  unknown: 0,
  notTried: 0,
  failures: [],
  background: false,
  undo: 'exact',
  undoable: true,
  createdAt: at,
};

export const settings: NationSettings = {
  readOnly: false,
  disabledToolGroups: [],
  retentionDays: 30,
  timeZone: 'America/New_York',
  agentDisabled: false,
};
