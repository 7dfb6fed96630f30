import type { AuditChain, NationSlug } from '@nat/contracts';
import type { Key, Row } from '@nat/dynamo';
import { ManualClock } from '@nat/service-kit';
import { entryKey, headKey } from '../src/audit/audit-rows';
import { AuditService } from '../src/audit/audit.service';
import { emptyChain, linkedTo } from '../src/audit/chain-link';
import { DynamoAuditStore } from '../src/audit/dynamo-audit.store';
import { now } from './audit-chains';
import { freshNation } from './people';
import { ownEntry } from './describe-audit-store';
import { aTable } from './local-table';

// Somebody writes into the table past the service, one thing at a time.
const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

const store = new DynamoAuditStore(table);
const service = new AuditService(store, new ManualClock(now * 1_000));
const altered: Record<string, unknown> = {
  auditId: 'aud_z',
  type: 'member.joined',
  subject: 'x',
  actor: 'usr_z',
  outcome: 'refused',
  requestId: 'r',
  network: '::/48',
  data: { role: 'owner' },
  time: '2026-06-14T13:00:00.000Z',
  expiresAt: now - 1,
  sequence: 9,
  previousHash: 'f'.repeat(64),
  previousExpiresAt: 1,
  hash: 'e'.repeat(64),
};
let nation: NationSlug;
let rows: (Key & Row)[];

/** A chained log of three with every field there is. */
beforeEach(async () => {
  nation = freshNation();
  const facts = { actor: 'usr_a', network: '192.0.2.0/24', data: { role: 'admin' } };
  const entries = [0, 1, 2].map(number => ownEntry(number, facts));
  for (const entry of entries) await store.hear(nation, entry.auditId, entry);
  await store.append(nation, emptyChain, linkedTo(nation, emptyChain, entries));
  rows = (await Promise.all(entries.map(entry => table.get(entryKey(nation, entry))))) as (Key & Row)[];
  expect(await verdict()).toMatchObject({ intact: true, from: 1, to: 3 });
});

const verdict = (): Promise<AuditChain> =>
  service.check({ userId: 'usr_a', sessionId: 'ses_a', nationSlug: nation, role: 'admin' });
const change = async (row: Key, name: string, value: unknown): Promise<void> => {
  const expression = value === undefined ? 'REMOVE #name' : 'SET #name = :value';
  const values = value === undefined ? undefined : { ':value': value };
  const { pk, sk } = row;
  expect((await table.update({ pk, sk }, { expression, names: { '#name': name }, values })).written).toBe(true);
};

it.each(Object.keys(altered))('finds where %s of an entry is another, of another kind, or gone', async name => {
  const row = rows[1]!;
  for (const value of [altered[name], typeof altered[name] === 'string' ? 7 : 'seven', undefined]) {
    await change(row, name, value);
    const found = await verdict();
    expect(found.intact).toBe(false);
    if (!found.intact) expect(found.brokenAt).toBeLessThanOrEqual(2);
    await change(row, name, row[name]);
  }
  expect(await verdict()).toMatchObject({ intact: true });
});

it.each(['sequence', 'hash', 'keptUntil'])('finds where %s of the head is another', async name => {
  await change(headKey(nation), name, altered[name] ?? 1);
  expect(await verdict()).toMatchObject({ intact: false });
});

it('finds where a row is gone, copied or made up, or the head is gone', async () => {
  const [first, second, third] = rows as [Key & Row, Key & Row, Key & Row];
  const { pk } = first;
  for (const [index, { sk }] of rows.entries()) {
    await table.delete({ pk, sk });
    expect(await verdict()).toEqual({ intact: false, brokenAt: index + 1, problem: 'missing' });
    await table.put(rows[index]!);
  }
  const copy = { ...second, sk: `${String(third['time'])}#aud_${'0'.repeat(32)}` };
  await table.put(copy);
  expect(await verdict()).toMatchObject({ intact: false, brokenAt: 2 });
  await table.delete({ pk, sk: copy.sk });
  const madeUp = ownEntry(1);
  await table.put({ ...entryKey(nation, madeUp), ...madeUp });
  expect(await verdict()).toEqual({ intact: false, brokenAt: 0, problem: 'inserted' });
  await table.delete(entryKey(nation, madeUp));
  await table.delete(headKey(nation));
  expect(await verdict()).toMatchObject({ intact: false, brokenAt: 1 });
});

it('hides nothing else from whoever reads: a row that cannot be read is left out, the others are shown', async () => {
  await change(rows[1]!, 'outcome', 'perhaps');
  const page = await service.list({ userId: 'usr_a', sessionId: 'ses_a', nationSlug: nation, role: 'admin' }, { limit: 20 });
  expect(page.items.map(({ sequence }) => sequence)).toEqual([3, 1]);
});
