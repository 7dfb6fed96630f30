import { ManualClock } from '@nat/service-kit';
import { z } from 'zod';
import { defineTool, type Effect, type ToolContext, type ToolResult, type WriteTool } from '../tools/kit/define-tool';
import { writeKey } from './accumulation';
import type { LookedAt } from './looked-at';
import { refused, resultBlock } from './tool-outcome';
import { type PassedCall, WriteGate, type WriteGateOptions } from './write-gate';

const context = { clock: new ManualClock('2026-06-15T12:00:00Z') } as unknown as ToolContext;
const effectOn = (id: string): Effect => ({
  kind: 'person',
  count: 1,
  sample: [],
  changes: [],
  reversible: true,
  notes: [],
  targets: { type: 'signups', ids: [id] },
});

let looked: number;
let made: PassedCall[];
beforeEach(() => void ([looked, made] = [0, []]));

type Input = { id: string; tag?: string; method?: string };
const tool = (effect: WriteTool['effect'] = 'reversible', name = 'tag_signup', tier?: WriteTool<Input>['tier']) =>
  defineTool({
    name,
    version: 1,
    effect,
    minRole: 'member',
    description: 'For tests.',
    input: z.strictObject({
      id: z.string().describe('Whom.'),
      tag: z.string().describe('Which.').optional(),
      method: z.enum(['by_mail', 'by_phone']).describe('How.').optional(),
    }),
    operations: [],
    title: () => 'Tagging',
    preview: async ({ id }) => {
      looked += 1;
      return effectOn(id);
    },
    ...(tier && { tier }),
    run: () => Promise.reject(new Error('the gate runs nothing itself')),
    undo: { class: 'none' },
  }) as WriteTool;

const result = (data: unknown): ToolResult => ({ forModel: { data }, summary: '', links: [] });
const strangers = result([{ note: { text: 'x', untrusted: true } }]);

function gateWith(more: Partial<WriteGateOptions> = {}): WriteGate {
  return new WriteGate({
    carryOut: async call => {
      made.push(call);
      return { ok: true, result: result({ done: 1 }) };
    },
    forbidden: async () => undefined,
    sent: [],
    message: 'Tag 7 as a donor',
    ...more,
  });
}
const pass = (gate: WriteGate, input: Input = { id: '7', tag: 'donor' }, of = tool()) =>
  gate.pass({ tool: of, input, toolCallId: 'tcl_1', toolUseId: 'toolu_1', links: [] }, context);

it('makes a change that can be taken back at once, with its ids', async () => {
  expect(await pass(gateWith(), { id: '8', tag: 'VIP' })).toMatchObject({ ok: true });
  expect(made).toMatchObject([{ toolCallId: 'tcl_1', toolUseId: 'toolu_1', tier: 'reversible', input: { id: '8', tag: 'VIP' } }]);
});

describe('strangers’ words', () => {
  it.each([
    [
      'in what the model was sent',
      { sent: [{ role: 'user' as const, content: [resultBlock('t', { ok: true, result: strangers })] }] },
    ],
    ['in a result that it heard', {}],
    ['in results of the turn that waited', {}],
  ])('%s hold what was not asked for, and let through what was', async (where, more) => {
    const gate = gateWith(more);
    if (where.includes('heard')) gate.heard({ ok: true, result: strangers });
    if (where.includes('waited')) gate.read([resultBlock('t', { ok: true, result: strangers })]);
    expect(await pass(gate, { id: '8', tag: 'VIP' })).toMatchObject({ ok: 'held', call: { tier: 'reversible' } });
    expect(made).toEqual([]);
    expect(await pass(gate)).toMatchObject({ ok: true });
  });

  it('stay heard, whatever is heard afterwards', async () => {
    const gate = gateWith();
    gate.heard({ ok: true, result: strangers });
    gate.heard({ ok: true, result: result([]) });
    gate.heard(refused('not_found', 'no'));
    gate.read([resultBlock('t', { ok: true, result: result([]) })]);
    expect(await pass(gate, { id: '8', tag: 'VIP' })).toMatchObject({ ok: 'held' });
  });

  it('are not in a plain result, nor in a call that is held', async () => {
    const gate = gateWith();
    gate.heard({ ok: true, result: result([{ name: '"untrusted":true' }]) });
    gate.heard(await pass(gateWith(), undefined, tool('critical')));
    expect(await pass(gate, { id: '8', tag: 'VIP' })).toMatchObject({ ok: true });
  });

  it('make a choice count only when it was said', async () => {
    const gate = gateWith({ message: 'Tag 7 as a donor by phone' });
    gate.heard({ ok: true, result: strangers });
    expect(await pass(gate, { id: '7', tag: 'donor', method: 'by_mail' })).toMatchObject({ ok: 'held' });
    expect(await pass(gate, { id: '7', tag: 'donor', method: 'by_phone' })).toMatchObject({ ok: true });
  });
});

it('holds by the tier that the call has, never by the lowest of its tool', async () => {
  const raised = tool('reversible', 'tag_signup', () => 'outbound');
  expect(await pass(gateWith(), undefined, raised)).toMatchObject({ ok: 'held', call: { tier: 'outbound' } });
});

it('refuses the same change again, made or held, without looking at it', async () => {
  const gate = gateWith();
  await pass(gate);
  await pass(gate, { id: '9' }, tool('critical', 'delete_signup'));
  looked = 0;
  expect(await pass(gate, { tag: 'donor', id: '7' })).toMatchObject({ ok: false, code: 'already_done' });
  expect(await pass(gate, { id: '9' }, tool('critical', 'delete_signup'))).toMatchObject({ ok: false, code: 'already_done' });
  expect([looked, made.length]).toEqual([0, 1]);
});

it('counts changes of before the query waited', async () => {
  const writes = ['1', '2', '3', '4'].map(id => ({ tool: 'tag_signup', key: writeKey('tag_signup', { id }) }));
  const gate = gateWith({ writes });
  expect(await pass(gate)).toMatchObject({ ok: false, code: 'use_bulk', message: expect.stringContaining('bulk_tag') });
  expect(await pass(gate, { id: '1' })).toMatchObject({ code: 'already_done' });
  expect([looked, made, gate.writes]).toEqual([0, [], writes]);
});

it('asks for each further one where there is no bulk form', async () => {
  const gate = gateWith();
  const of = tool('reversible', 'record_survey_response');
  for (const id of ['1', '2', '3', '4']) expect(await pass(gate, { id }, of)).toMatchObject({ ok: true });
  for (const id of ['5', '6']) expect(await pass(gate, { id }, of)).toMatchObject({ ok: 'held', call: { tier: 'critical' } });
  expect(gate.writes).toHaveLength(6);
});

it('what a nation forbids is neither made, held, nor counted; it is asked with the tier the call has', async () => {
  const asked: LookedAt[] = [];
  const forbidden = async (call: LookedAt) => {
    asked.push(call);
    return call.tier === 'critical' ? refused('tool_group_disabled', 'no') : undefined;
  };
  const gate = gateWith({ forbidden });
  expect(await pass(gate, undefined, tool('critical'))).toMatchObject({ ok: false, code: 'tool_group_disabled' });
  expect(asked).toMatchObject([{ tier: 'critical', effect: effectOn('7') }]);
  expect([made, gate.writes]).toEqual([[], []]);
  expect(await pass(gate)).toMatchObject({ ok: true });
});

it('a change that cannot be looked at is not counted: it may be asked for again', async () => {
  const gate = gateWith();
  const broken = { ...tool(), preview: () => Promise.reject(new Error('no such record')) };
  await expect(pass(gate, undefined, broken)).rejects.toThrow('no such record');
  expect(gate.writes).toEqual([]);
});
