import 'reflect-metadata';
import type { NationSettings } from '@nat/contracts';
import { NationBuilderError } from '@nat/nationbuilder';
import { ManualClock, SystemRng } from '@nat/service-kit';
import { z } from 'zod';
import { aDecision, aHeld, aSuspension, type ChangeStores, storesInMemory } from '../../test/change-rows';
import { aPerson, Talk } from '../../test/conversation-rows';
import type { ConfirmationRow } from '../confirmations/confirmation-row';
import type { Held } from '../confirmations/confirmation.store';
import { effectDigest } from '../loop/looked-at';
import { type Done, refused, resultBlock } from '../loop/tool-outcome';
import type { PassedCall } from '../loop/write-gate';
import { defineTool, type Effect, type ToolContext } from '../tools/kit/define-tool';
import { ToolError } from '../tools/kit/tool-error';
import { ToolRegistry } from '../tools/kit/tool-registry';
import type { WriteTier } from '../tools/writing/tiers';
import { HeldCalls, type Waiting } from './held-calls';
import { resultsOf, type PendingTurn } from './pending-turn';
import type { Owner, QueryRow } from './query-row';
import type { QueryWrites } from './query-writes';

const rng = new SystemRng();
const clock = new ManualClock('2026-11-20T10:00:00.000Z');
let stores: ChangeStores;
let person: Owner;
let query: QueryRow;
/** What the world is like: the employer now, and the tier that a change of it has. */
let employer: string;
let tier: WriteTier;
/** Whom it fits. */
let people: string[];
let version: number;
let settings: Partial<NationSettings>;
let logged: { event: string; [fact: string]: unknown }[];
let carriedOut: { call: PassedCall; confirmation?: ConfirmationRow }[];
let signal: AbortController;
let look: () => void;

beforeEach(async () => {
  stores = storesInMemory(clock);
  person = aPerson();
  query = await new Talk(stores.store, clock, person).ask('Change them');
  [employer, tier, people, version, settings] = ['Initech', 'change', ['110'], 1, {}];
  [logged, carriedOut, signal, look] = [[], [], new AbortController(), () => undefined];
});

const effectNow = (): Effect => ({
  kind: 'person',
  count: 1,
  sample: [],
  changes: [{ field: 'employer', before: employer, after: 'Acme' }],
  reversible: true,
  notes: [],
  targets: { type: 'signups', ids: people },
});
const registry = () =>
  new ToolRegistry([
    defineTool({
      name: 'update_signup',
      version,
      effect: 'change',
      minRole: 'member',
      description: 'For tests.',
      input: z.strictObject({ id: z.string().describe('Whom.'), employer: z.string().describe('Where.') }) as never,
      operations: [],
      title: () => 'Changing a person',
      preview: async () => {
        look();
        return effectNow();
      },
      tier: () => tier,
      run: () => Promise.reject(new Error('not run here')),
      undo: { class: 'none' },
    }) as never,
  ]);

/** A call that is held as it was shown, written down with its query. */
function card(toolUseId: string, more: Partial<ConfirmationRow> = {}): Held {
  const { queryId, conversationId } = query;
  const { row, content } = aHeld(person, clock, { queryId, conversationId, toolUseId, ...more });
  const effect = effectNow();
  return { row: { ...row, effectDigest: effectDigest(effect, {}) }, content: { ...content, effect } };
}
async function waiting(...cards: Held[]): Promise<Waiting> {
  const suspension = aSuspension(query, cards, clock);
  expect(await stores.store.suspend(suspension)).toBe('suspended');
  return { pending: suspension.pending, held: [] };
}
const decide = ({ row }: Held, status: 'approved' | 'denied' = 'approved', more: object = {}) =>
  stores.confirmations.decide({ ...aDecision(row, clock, status), ...more });
const statusOf = async ({ row }: Held) => (await stores.confirmations.find(person, row.confirmationId))!.status;

function settle(turn: Waiting, onResult: (pending: PendingTurn) => void = () => undefined) {
  const carryOut = async (call: PassedCall, _: ToolContext, confirmation?: ConfirmationRow): Promise<Done> => {
    carriedOut.push({ call, confirmation });
    return { ok: true, result: { forModel: { data: { done: 1 } }, summary: 'Changed', links: [] } };
  };
  return new HeldCalls({
    query,
    store: stores.store,
    confirmations: stores.confirmations,
    registry: registry(),
    writes: { carryOut } as unknown as QueryWrites,
    context: async () => ({ clock }) as unknown as ToolContext,
    settings: async () => ({ readOnly: false, disabledToolGroups: [], agentDisabled: false, ...settings }) as NationSettings,
    log: { record: async (event, facts) => void logged.push({ event, ...facts }) },
    signal: signal.signal,
    clock,
    rng,
  }).settle(turn, onResult);
}
const codes = ({ calls }: PendingTurn) =>
  calls.map(({ result }) => result && (JSON.parse(String(result.content)) as { ok: boolean; code?: string }).code);

it('what nobody decided about waits on, and nothing is told', async () => {
  const one = card('toolu_1');
  const settled = await settle(await waiting(one));
  expect(settled).toMatchObject({ open: [one.row], decisions: 0, held: [] });
  expect([logged, carriedOut]).toEqual([[], []]);
});

it('what was approved is carried out as it was shown, by its approval, and told in order', async () => {
  const one = card('toolu_1');
  const turn = await waiting(one);
  await decide(one, 'approved', { role: 'admin' });
  const settled = await settle(turn);
  expect(resultsOf(settled.pending)).toMatchObject([{ tool_use_id: 'toolu_1' }]);
  expect(settled).toMatchObject({ open: [], decisions: 1 });
  expect(carriedOut).toMatchObject([
    {
      call: { input: one.content.input, effect: one.content.effect, tier: 'change', toolUseId: 'toolu_1' },
      confirmation: { confirmationId: one.row.confirmationId, status: 'approved', decidedRole: 'admin' },
    },
  ]);
  expect(logged.map(({ event, status, ok }) => [event, status ?? ok])).toEqual([
    ['confirmation.resolved', 'approved'],
    ['tool.completed', true],
  ]);
});

it('only the records that were shown are touched, whatever fits now', async () => {
  const one = card('toolu_1');
  const turn = await waiting(one);
  await decide(one);
  people = ['110', '120'];
  await settle(turn);
  expect(carriedOut[0]!.call.effect.targets).toEqual({ type: 'signups', ids: ['110'] });
});

it('what was denied is told with the words of its person', async () => {
  const one = card('toolu_1');
  const turn = await waiting(one);
  await decide(one, 'denied', { reason: 'not yet' });
  const { pending } = await settle(turn);
  expect(JSON.parse(String(pending.calls[0]!.result!.content))).toMatchObject({ code: 'denied', reason: 'not yet' });
  expect(carriedOut).toEqual([]);
  expect(logged.map(({ event }) => event)).toEqual(['confirmation.resolved', 'tool.completed']);
});

it('some are followed while others wait, each once, and results that are there stay', async () => {
  const cards = ['toolu_1', 'toolu_2', 'toolu_3'].map(id => card(id));
  const turn = await waiting(...cards);
  await decide(cards[2]!);
  await decide(cards[0]!, 'denied');
  const heard: number[] = [];
  const settled = await settle(turn, ({ calls }) => heard.push(calls.filter(({ result }) => result).length));
  expect(heard).toEqual([1, 2]);
  expect(codes(settled.pending)).toEqual(['denied', undefined, undefined]);
  expect(settled.open).toMatchObject([{ confirmationId: cards[1]!.row.confirmationId }]);
  expect(settled.decisions).toBe(2);
  await settle(settled);
  expect(carriedOut).toHaveLength(1);
});

it('a decision that is made meanwhile is followed before it rests', async () => {
  const cards = ['toolu_1', 'toolu_2'].map(id => card(id));
  const turn = await waiting(...cards);
  await decide(cards[0]!);
  const settled = await settle(turn, () => void decide(cards[1]!, 'denied'));
  expect(settled).toMatchObject({ open: [], decisions: 2 });
  expect(codes(settled.pending)).toEqual([undefined, 'denied']);
});

describe('what is not what was shown any more', () => {
  it('is shown again instead of being made, and waits anew', async () => {
    const one = card('toolu_1');
    const turn = await waiting(one);
    await decide(one);
    employer = 'Umbrella';
    await clock.advance(60_000);
    const settled = await settle(turn);
    expect(await statusOf(one)).toBe('superseded');
    expect(carriedOut).toEqual([]);
    const [anew] = settled.held;
    expect(settled.pending.calls).toMatchObject([{ toolUseId: 'toolu_1', confirmationId: anew!.row.confirmationId }]);
    expect(settled.open).toEqual([anew!.row]);
    expect(anew!.row).toMatchObject({ status: 'pending', createdAt: clock.iso(), targets: 1, tier: 'change' });
    expect(anew!.content.effect.changes).toMatchObject([{ before: 'Umbrella', after: 'Acme' }]);
    expect(anew!.row.inputHash).not.toBe(one.row.inputHash);
    expect(logged).toMatchObject([{ event: 'confirmation.resolved', status: 'superseded' }]);
  });

  it.each([
    ['change', 'outbound', 'outbound'],
    ['critical', 'change', 'critical'],
  ] as const)('never asks for less than before or than now: %s, now %s: %s', async (before, now, asked) => {
    const one = card('toolu_1', { tier: before });
    const turn = await waiting(one);
    await decide(one);
    [employer, tier] = ['Umbrella', now];
    expect((await settle(turn)).held[0]!.row.tier).toBe(asked);
  });
});

describe('what may not be made any more ends, is withdrawn, and is told', () => {
  async function ends(code: string): Promise<void> {
    const one = card('toolu_1');
    const turn = await waiting(one);
    await decide(one);
    await changed(code);
    const settled = await settle(turn);
    expect(codes(settled.pending)).toEqual([code]);
    expect(await statusOf(one)).toBe('superseded');
    expect(carriedOut).toEqual([]);
    expect(logged).toMatchObject([
      { event: 'confirmation.resolved', status: 'superseded' },
      { event: 'tool.completed', ok: false, errorCode: code },
    ]);
  }
  let changed: (code: string) => unknown;

  it('of a tool that is another one now', async () => {
    changed = () => (version = 2);
    await ends('superseded');
  });

  it('of which the content is erased', async () => {
    changed = async () => stores.confirmations.erase(await stores.confirmations.list(person, {}, { limit: 9, now: clock.iso() }));
    await ends('superseded');
  });

  it('in a nation that only reads now', async () => {
    changed = () => (settings = { readOnly: true });
    await ends('read_only');
  });

  it('of a record that is gone', async () => {
    changed = () =>
      (look = () => {
        throw new ToolError('not_found', 'There is no such person.');
      });
    await ends('not_found');
  });

  it('that NationBuilder does not let be looked at', async () => {
    const failure = { kind: 'forbidden' as const, message: 'no', method: 'GET', path: '/x' };
    changed = () =>
      (look = () => {
        throw new NationBuilderError(failure as never);
      });
    await ends('nb_unauthorized');
  });

  it('for somebody who may only read by the time they decided', async () => {
    const one = card('toolu_1');
    const turn = await waiting(one);
    await decide(one, 'approved', { role: 'read_only' });
    expect(codes((await settle(turn)).pending)).toEqual(['role_required']);
    expect(await statusOf(one)).toBe('superseded');
  });
});

it('what a runner before this one told stays told, and a stopped query follows nothing more', async () => {
  const cards = ['toolu_1', 'toolu_2'].map(id => card(id));
  const { pending } = await waiting(...cards);
  await decide(cards[0]!);
  await decide(cards[1]!);
  const result = resultBlock('toolu_1', refused('denied', 'no'));
  const known = { calls: pending.calls.map(call => (call.toolUseId === 'toolu_1' ? { ...call, result } : call)) };
  await settle({ pending: known, held: [] });
  expect(carriedOut.map(({ call }) => call.toolUseId)).toEqual(['toolu_2']);
  signal.abort(new Error('stopped'));
  await expect(settle({ pending, held: [] })).rejects.toThrow('stopped');
  expect(carriedOut).toHaveLength(1);
});
