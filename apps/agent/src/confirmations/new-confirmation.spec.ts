import 'reflect-metadata';
import { Confirmation } from '@nat/contracts';
import { SystemRng } from '@nat/service-kit';
import { aPerson } from '../../test/conversation-rows';
import { inputHash, type LookedAt } from '../loop/looked-at';
import { catalog } from '../tools/catalog';
import type { Effect, WriteTool } from '../tools/kit/define-tool';
import { ConfirmationRow, shownConfirmation, statusAt } from './confirmation-row';
import { newConfirmation } from './new-confirmation';
import { WriteContent } from './write-content';

const rng = new SystemRng();
const now = Date.parse('2026-11-20T10:00:00.000Z');
const owner = { ...aPerson(), sessionId: rng.id('ses'), role: 'member' as const, surface: 'web' as const };
const made = { confirmationId: rng.timedId('cnf', now), toolCallId: rng.id('tcl'), toolUseId: 'toolu_1', now };

function looked(tool: string, more: Partial<Effect> = {}, input: object = { id: '110' }): LookedAt {
  const effect: Effect = {
    kind: 'person',
    count: 1,
    sample: Array.from({ length: 9 }, (_, index) => ({ id: String(index), label: `Person ${index}` })),
    changes: Array.from({ length: 14 }, (_, index) => ({
      field: `field ${index}`,
      before: 'x',
      after: 'y',
      quoted: true as const,
    })),
    reversible: true,
    notes: ['Be careful.'],
    targets: { type: 'signups', ids: ['110'] },
    ...more,
  };
  return { tool: catalog.find(tool) as WriteTool, input, effect, tier: 'critical', digest: 'd'.repeat(64) };
}

it('waits ten minutes for a person at a screen, and a day where nobody sits at one', () => {
  expect(newConfirmation(owner, looked('update_signup'), made).row).toMatchObject({
    status: 'pending',
    createdAt: '2026-11-20T10:00:00.000Z',
    expires: '2026-11-20T10:10:00.000Z',
  });
  const scheduled = newConfirmation({ ...owner, surface: 'automation' }, looked('update_signup'), made);
  expect(scheduled.row.expires).toBe('2026-11-21T10:00:00.000Z');
});

it('is bound to what was looked at, and keeps all of it', () => {
  const call = looked('update_signup');
  const { row, content } = newConfirmation(owner, call, made);
  expect(row).toMatchObject({ inputHash: inputHash(call), effectDigest: call.digest, tier: 'critical', targets: 1 });
  expect(ConfirmationRow.parse(row)).toEqual(row);
  expect(WriteContent.parse(JSON.parse(JSON.stringify(content)))).toEqual({ input: call.input, effect: call.effect });
});

it.each([
  ['delete_contact', { count: 25 }, false],
  ['delete_contact', { count: 26 }, true],
  ['update_signup', { count: 1_000 }, false],
  ['update_signup', { count: 1_001 }, true],
  ['enroll_in_automation', { count: 1, recipients: 501 }, true],
  ['undo_action', { count: 26 }, false],
  [
    'undo_action',
    {
      count: 26,
      parts: [
        { call: { tool: 'delete_signup', input: {} }, tier: 'critical', targets: { type: 'signups', ids: [] }, sample: [] },
      ],
    },
    true,
  ],
] as [string, Partial<Effect>, boolean][])('%s of %j wants the number typed: %s', (tool, effect, typed) => {
  expect(newConfirmation(owner, looked(tool, effect), made).row.typedCountRequired).toBe(typed);
});

it('remembers what an undo takes back', () => {
  const undoes = rng.timedId('act', now);
  expect(newConfirmation(owner, looked('undo_action', { undoes }, {}), made).row.undoes).toBe(undoes);
});

it('shows people a part of it, as the contract promises, and whether it may reach somebody', () => {
  const held = newConfirmation(owner, { ...looked('update_signup', { recipients: 3 }), tier: 'outbound' }, made);
  const shown = shownConfirmation(held.row, held.content, '2026-11-20T10:01:00.000Z');
  expect(Confirmation.parse(shown)).toEqual(shown);
  expect(shown.effect).toMatchObject({ outbound: true, recipients: 3, notes: ['Be careful.'] });
  expect([shown.effect.sample.length, shown.effect.changes.length]).toEqual([5, 10]);
  expect(JSON.stringify(shown)).not.toContain('quoted');
  expect(JSON.stringify(shown)).not.toContain(held.row.effectDigest);
});

it('has expired from its last instant on, whether or not that was written down', () => {
  const { row } = newConfirmation(owner, looked('update_signup'), made);
  expect(statusAt(row, '2026-11-20T10:09:59.999Z')).toBe('pending');
  expect(statusAt(row, '2026-11-20T10:10:00.000Z')).toBe('expired');
  expect(statusAt({ ...row, status: 'executed' }, '2026-11-21T10:10:00.000Z')).toBe('executed');
});
