import {
  ActionExecuted,
  ActionUndone,
  AuditLogItem,
  AuditType,
  ConfirmationDecided,
  ConfirmationRequested,
  eventOf,
  PromptInjectionSuspected,
  SubscriptionUpdated,
} from '@nat/contracts';
import { itemOf } from './audit-page';
import { positionForm, positionOf } from './audit.store';
import { entryOf, type RecordedEvent, subscriptionEntry } from './event-entries';

const now = Date.parse('2026-11-20T12:00:00.000Z');
const facts = { id: 'fact-1', nationSlug: 'demo', time: '2026-11-20T10:00:00.000Z', correlationId: 'req_1', userId: 'usr_a' };
const queryId = ConfirmationRequested.example.queryId!;

const requested = eventOf(ConfirmationRequested, { ...facts, data: ConfirmationRequested.example });
const decided = eventOf(ConfirmationDecided, { ...facts, data: ConfirmationDecided.example });
const executed = eventOf(ActionExecuted, { ...facts, data: ActionExecuted.example });
const undone = eventOf(ActionUndone, { ...facts, data: ActionUndone.example });
const suspected = eventOf(PromptInjectionSuspected, { ...facts, data: PromptInjectionSuspected.example });

it.each<[RecordedEvent, object]>([
  [
    requested,
    {
      type: 'confirmation.requested',
      subject: requested.data.confirmationId,
      actor: 'usr_a',
      outcome: 'succeeded',
      data: { queryId, tool: 'bulk_tag', tier: 'critical', targets: 156, surface: 'extension' },
    },
  ],
  [
    decided,
    {
      type: 'confirmation.decided',
      subject: decided.data.confirmationId,
      actor: decided.data.decidedBy,
      outcome: 'succeeded',
      data: { queryId, status: 'approved', channel: 'extension' },
    },
  ],
  [
    executed,
    {
      type: 'action.executed',
      subject: executed.data.actionId,
      actor: 'usr_a',
      outcome: 'failed',
      data: {
        queryId,
        tool: 'bulk_tag',
        tier: 'critical',
        status: 'partially_failed',
        targets: 156,
        done: 153,
        alreadySo: 2,
        failed: 1,
        unknown: 0,
        notTried: 0,
        undo: 'exact',
      },
    },
  ],
  [
    undone,
    {
      type: 'action.undone',
      subject: undone.data.actionId,
      actor: 'usr_a',
      outcome: 'succeeded',
      data: { undoActionId: undone.data.undoActionId, restored: 150, skipped: 3 },
    },
  ],
  [
    suspected,
    {
      type: 'prompt_injection.suspected',
      subject: queryId,
      actor: 'usr_a',
      outcome: 'succeeded',
      data: { rule: 'pattern', tool: 'list_signups', recordId: '110' },
    },
  ],
])('tells of $type by ids, counts and words of ours', (event, expected) => {
  const { auditId, expiresAt, ...entry } = entryOf(event, now);
  expect(entry).toEqual({ ...expected, time: facts.time, requestId: 'req_1' });
  expect(expiresAt).toBe(now / 1_000 + 397 * 86_400);
  expect(AuditType.options).toContain(entry.type);
  const shown = itemOf({ entry: { ...entry, auditId, expiresAt }, waiting: true, position: '' });
  expect(AuditLogItem.parse(shown)).toEqual(shown);
});

it('gives the same fact the same id whenever it is heard, and no two facts one id', () => {
  const all = [requested, decided, executed, undone, suspected];
  const ids = all.map(event => entryOf(event, now).auditId);
  expect(all.map(event => entryOf(event, now + 9_000).auditId)).toEqual(ids);
  const elsewhere = { ...executed, nationslug: 'other' };
  const again = { ...executed, id: 'fact-2' };
  expect(new Set([...ids, ...[elsewhere, again].map(event => entryOf(event, now).auditId)]).size).toBe(7);
});

it('stands at a place of the log in whatever spelling its time came', () => {
  const entry = entryOf({ ...executed, time: '2026-11-20T10:00:00Z' }, now);
  expect(entry.time).toBe('2026-11-20T10:00:00.000Z');
  expect(positionOf(entry)).toMatch(positionForm);
});

it.each([
  ['denied', 'usr_00000000000000000000000000', 'refused'],
  ['expired', undefined, 'refused'],
  ['superseded', undefined, 'refused'],
] as const)('tells of a change that was %s that it was not allowed, and by whom', (status, decidedBy, outcome) => {
  const event = { ...decided, data: { ...decided.data, status, decidedBy } };
  expect(entryOf(event, now)).toMatchObject({ outcome, data: { status } });
  expect(entryOf(event, now).actor).toBe(decidedBy);
});

describe('a subscription', () => {
  const updated = eventOf(SubscriptionUpdated, { ...facts, data: SubscriptionUpdated.example });
  const known = { version: 1, status: 'trialing', plan: 'nat' };

  it('is told with what it was before', () => {
    expect(subscriptionEntry(updated, known, now)).toMatchObject({
      type: 'subscription.changed',
      subject: 'sub_1',
      actor: 'usr_a',
      data: { status: 'active', plan: 'nat', previousStatus: 'trialing', previousPlan: 'nat', version: 1 },
    });
    expect(subscriptionEntry(updated, undefined, now)?.data).toEqual({ status: 'active', plan: 'nat', version: 1 });
    expect(subscriptionEntry(updated, { ...known, status: 'active', plan: 'nat_pro' }, now)).toBeDefined();
  });

  it('is not told when only its dates or seats moved on', () => {
    expect(subscriptionEntry(updated, { ...known, status: 'active' }, now)).toBeUndefined();
  });
});
