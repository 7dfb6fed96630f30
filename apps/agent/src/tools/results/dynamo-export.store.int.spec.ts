import type { NationSlug } from '@nat/contracts';
import { ManualClock, type Rng, SystemRng } from '@nat/service-kit';
import { eventually } from '@nat/testing';
import { type AgentTable, anAgentTable, closeTables } from '../../../test/agent-table';
import { describeExports, inPieces, textOf } from '../../../test/describe-exports';
import { exportKey, exportPartKey } from '../../conversation/agent-keys';
import { dataKeySecret } from '../../sealed/data-keys';
import { DynamoExportStore } from './dynamo-export.store';

afterAll(closeTables);
const rng = new SystemRng();

describeExports('exports in DynamoDB', async clock => {
  const { table, sealed } = await anAgentTable(clock);
  return () => new DynamoExportStore({ table, sealed: sealed(), clock, rng });
});

describe('rows of exports', () => {
  const clock = new ManualClock('2026-11-20T10:00:00.000Z');
  const owner = { nationSlug: `n${rng.hex(6)}` as NationSlug, userId: rng.id('usr') };
  let agent: AgentTable;
  const open = (chance: Rng = rng) => new DynamoExportStore({ table: agent.table, sealed: agent.sealed(), clock, rng: chance });
  const partsOf = async (id: string) => {
    const where = { expression: 'pk = :pk', values: { ':pk': exportPartKey(id, 1).pk } };
    const rows: Row[] = [];
    for await (const row of agent.table.query({ where })) rows.push(row as Row);
    return rows;
  };
  /** 1.2 MB that do not compress: several parts. */
  const long = Array.from({ length: 30 }, () => `${Buffer.from(rng.bytes(30_000)).toString('base64')}\n`);

  beforeAll(async () => void (agent = await anAgentTable(clock)));

  it('are parts of at most 300 KB and hold no word of the file', async () => {
    const { id } = await open()
      .of(owner)
      .write('secret-people.csv', 31, inPieces('id,name\n1,Ana Ruiz\n', ...long));
    const rows = [...(await partsOf(id)), (await agent.table.get(exportKey(owner, id)))!];
    expect(rows.length).toBeGreaterThan(3);
    for (const { sealed, ...plain } of rows) {
      expect((sealed as Uint8Array).length).toBeLessThan(301_000);
      expect(JSON.stringify(plain) + Buffer.from(sealed as Uint8Array).toString('latin1')).not.toMatch(/Ana Ruiz|secret-people/);
    }
  });

  it('give nothing before the last part and the row of the whole are there', async () => {
    const id = rng.id('exp');
    let seen: unknown = 'not asked';
    const watched = async function* () {
      yield* long;
      await eventually(async () => expect((await partsOf(id)).length).toBeGreaterThan(0));
      seen = await open().find(owner, id);
    };
    await open(new OneId(id)).of(owner).write('a.csv', 30, watched());
    expect(seen).toBeUndefined();
    expect(await textOf((await open().find(owner, id))!)).toBe(long.join(''));
  });

  it('of a writer that died half way are never a file, and are cleaned up', async () => {
    const id = rng.id('exp');
    const dying = async function* () {
      yield* long;
      await eventually(async () => expect((await partsOf(id)).length).toBeGreaterThan(0));
      throw new Error('killed');
    };
    await expect(open(new OneId(id)).of(owner).write('a.csv', 30, dying())).rejects.toThrow('killed');
    expect(await open().find(owner, id)).toBeUndefined();
    for (const { expiresAt } of await partsOf(id)) expect(expiresAt).toBe(clock.now() / 1000 + 3_600);
  });

  it('break off when a part was swapped, changed or taken away, and never tell other text', async () => {
    const { id } = await open()
      .of(owner)
      .write('a.csv', 30, inPieces(...long));
    const [one, two] = (await partsOf(id)) as [Row, Row];
    for (const damaged of [
      { ...two, sk: one.sk },
      { ...one, sealed: (one.sealed as Uint8Array).slice(0, -1) },
    ]) {
      await agent.table.put(damaged);
      await expect(textOf((await open().find(owner, id))!)).rejects.toThrow('a sealed content was changed');
    }
    await agent.table.put(one);
    await agent.table.delete({ pk: two.pk, sk: two.sk });
    await expect(textOf((await open().find(owner, id))!)).rejects.toThrow('part 2 of an export is gone');
  });

  it('are gone with the key of their nation', async () => {
    const { id } = await open().of(owner).write('a.csv', 1, inPieces('1\n'));
    agent.vault.forget(dataKeySecret(owner.nationSlug));
    expect(await open().find(owner, id)).toBeUndefined();
  });
});

/** Chance that makes one id, known beforehand. */
class OneId extends SystemRng {
  constructor(private readonly known: string) {
    super();
  }

  override id(): string {
    return this.known;
  }
}

type Row = { pk: string; sk: string; sealed: unknown; expiresAt: number };
