import 'reflect-metadata';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { NationSlug } from '@nat/contracts';
import { InMemorySecretVault } from '@nat/secrets';
import { ManualClock, SystemRng } from '@nat/service-kit';
import { inflateRawSync } from 'node:zlib';
import { dataKeySecret, DataKeys } from '../src/sealed/data-keys';
import { SealBroken, sealOverhead } from '../src/sealed/seal';
import { SealedContent } from '../src/sealed/sealed-content';
import { actionContentKey, heldContentKey, lineKey, pendingTurnKey } from '../src/conversation/agent-keys';
import type { Owner } from '../src/conversation/query-row';
import { type AgentTable, anAgentTable, closeTables, storesOver } from './agent-table';
import { aContent, aHeld, anAction, aSuspension, secretWord } from './change-rows';
import { aPerson, Talk } from './conversation-rows';

const rng = new SystemRng();
const clock = new ManualClock('2026-11-20T10:00:00.000Z');
let made: AgentTable;
let person: Owner;
afterAll(closeTables);
beforeEach(async () => {
  made = await anAgentTable(clock);
  person = aPerson();
});

/** A query that waits for a change, and one that was made: everything that the content of changes is kept in. */
async function everything() {
  const { store, actions } = storesOver(made, clock);
  const query = await new Talk(store, clock, person).ask('Change them');
  const { queryId, conversationId } = query;
  const held = aHeld(person, clock, { queryId, conversationId });
  const suspension = aSuspension(query, [held], clock);
  const result = { type: 'tool_result', tool_use_id: 'toolu_2', content: `{"name":"${secretWord}"}` };
  const calls = [...suspension.pending.calls, { toolUseId: 'toolu_2', toolCallId: 'tcl_2', result }];
  expect(await store.suspend({ ...suspension, pending: { calls } })).toBe('suspended');
  const action = anAction(person, clock, { queryId, conversationId });
  expect(await actions.begin({ action, content: aContent() })).toBe('begun');
  const line = { plan: [{ id: '110', type: 'signups' as const, before: { employer: secretWord } }] };
  expect(await actions.addLine(action, 1, line)).toBe(true);
  return { query, held, action, line };
}

/** All that another process reads of it. */
async function read({ query, held, action }: Awaited<ReturnType<typeof everything>>, from: AgentTable = made) {
  const { store, confirmations, actions } = storesOver(from, clock);
  return {
    held: await confirmations.content(held.row),
    turn: await store.pendingTurn(query),
    action: await actions.content(action),
    lines: await actions.lines(action),
  };
}

/** What it says when it is nothing but compressed; ciphertext is hardly ever even that. */
function inflated(bytes: Uint8Array): string {
  try {
    return inflateRawSync(bytes).toString('latin1');
  } catch {
    return '';
  }
}

it('no word of what changes are about stands in the table, and every process of the nation reads it', async () => {
  const all = await everything();
  const { Items = [] } = await made.table.client.send(new ScanCommand({ TableName: made.table.name }));
  expect(Items.length).toBeGreaterThan(10);
  const sealed = Items.filter(row => row.sealed !== undefined);
  expect(sealed.map(({ pk }) => String(pk).slice(0, 3)).toSorted()).toEqual(['ACT', 'ACT', 'CNF', 'CON']);
  for (const row of Items) {
    expect(JSON.stringify({ ...row, sealed: undefined })).not.toContain(secretWord);
    if (row.sealed === undefined) continue;
    const bytes = Buffer.from(row.sealed as Uint8Array);
    expect(bytes.toString('latin1')).not.toContain(secretWord);
    // Compressed only it would not be found above: so what stands behind the header is tried to be inflated too.
    expect(inflated(bytes.subarray(sealOverhead))).not.toContain(secretWord);
  }
  const { turn, lines, ...contents } = await read(all);
  expect(contents).toEqual({ held: aContent(), action: aContent() });
  expect(turn!.calls[1]!.result).toMatchObject({ content: `{"name":"${secretWord}"}` });
  expect(lines).toEqual([all.line]);
});

it('the key of another nation, or another key of this one, opens nothing', async () => {
  const all = await everything();
  const elsewhere = new InMemorySecretVault();
  const sealed = () => new SealedContent(new DataKeys(elsewhere, clock, rng), rng);
  const nothing = { held: undefined, turn: undefined, action: undefined, lines: [] };
  expect(await read(all, { ...made, sealed })).toEqual(nothing);
  const key = Buffer.from(rng.bytes(32)).toString('base64');
  await elsewhere.createOnce(dataKeySecret(person.nationSlug), key);
  expect(await read(all, { ...made, sealed })).toEqual(nothing);

  const other = 'other' as NationSlug;
  await made.vault.createOnce(dataKeySecret(other), key);
  const { confirmations, actions, store } = storesOver(made, clock);
  expect(await confirmations.content({ ...all.held.row, nationSlug: other })).toBeUndefined();
  expect(await actions.content({ ...all.action, nationSlug: other })).toBeUndefined();
  expect(await actions.lines({ ...all.action, nationSlug: other })).toEqual([]);
  expect(await store.pendingTurn({ ...all.query, nationSlug: other })).toBeUndefined();
});

it('with the key of the nation all of it is gone', async () => {
  const all = await everything();
  made.vault.forget(dataKeySecret(person.nationSlug));
  expect(await read(all)).toEqual({ held: undefined, turn: undefined, action: undefined, lines: [] });
});

it('what is moved to another place, person or number is refused, and not taken for what is there', async () => {
  const all = await everything();
  const { query, held, action } = all;
  const places = [
    [heldContentKey(held.row.confirmationId), actionContentKey(action.actionId)],
    [actionContentKey(action.actionId), heldContentKey(held.row.confirmationId)],
    [lineKey(action.actionId, 1), lineKey(action.actionId, 2)],
    [heldContentKey(held.row.confirmationId), pendingTurnKey(query)],
  ] as const;
  for (const [from, to] of places) {
    const [moved, replaced] = [await made.table.get(from), await made.table.get(to)];
    await made.table.put({ ...moved!, ...to });
    await expect(read(all)).rejects.toThrow(SealBroken);
    if (replaced) await made.table.put({ ...replaced, ...to });
    else await made.table.delete(to);
  }
  const { confirmations, actions } = storesOver(made, clock);
  const userId = rng.id('usr');
  await expect(confirmations.content({ ...held.row, userId })).rejects.toThrow(SealBroken);
  await expect(actions.content({ ...action, userId })).rejects.toThrow(SealBroken);
});

it('a change of ten thousand records is held and carried out in one row each', async () => {
  const { store, confirmations, actions } = storesOver(made, clock);
  const query = await new Talk(store, clock, person).ask('Tag them all');
  const { queryId, conversationId } = query;
  const ids = Array.from({ length: 10_000 }, (_, index) => String(9_000_000_000 + index * 7919));
  const held = aHeld(person, clock, { queryId, conversationId, targets: ids.length });
  held.content.effect = { ...held.content.effect, count: ids.length, targets: { type: 'signups', ids } };
  expect(await store.suspend(aSuspension(query, [held], clock))).toBe('suspended');
  expect((await confirmations.content(held.row))!.effect.targets.ids).toEqual(ids);
  const action = anAction(person, clock, { targets: ids.length });
  expect(await actions.begin({ action, content: held.content })).toBe('begun');
  expect((await actions.content(action))!.effect.targets.ids).toHaveLength(10_000);
});
