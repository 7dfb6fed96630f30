import type { NationSlug } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import { type AgentTable, anAgentTable, closeTables } from '../../../test/agent-table';
import { describeResultSets, people } from '../../../test/describe-result-sets';
import { resultSetKey } from '../../conversation/agent-keys';
import { dataKeySecret } from '../../sealed/data-keys';
import { SealBroken } from '../../sealed/seal';
import { DynamoResultSetStore } from './dynamo-result-set.store';

afterAll(closeTables);
const rng = new SystemRng();

describeResultSets('ResultSets in DynamoDB', async clock => {
  const { table, sealed, begin } = await anAgentTable(clock);
  return { open: () => new DynamoResultSetStore(table, sealed(), clock), begin };
});

describe('rows of selections', () => {
  const clock = new ManualClock('2026-11-20T10:00:00.000Z');
  const owner = { nationSlug: `n${rng.hex(6)}` as NationSlug, userId: rng.id('usr') };
  const conversationId = rng.id('cnv');
  let agent: AgentTable;
  const open = () => new DynamoResultSetStore(agent.table, agent.sealed(), clock).of(owner, conversationId);
  const rowOf = async (number: number) => (await agent.table.get(resultSetKey(conversationId, number)))!;

  beforeEach(async () => {
    agent = await anAgentTable(clock);
    await agent.begin(owner, conversationId);
  });

  it('hold no id and no word of how it was selected', async () => {
    await open().save(people(['4711'], { criteria: 'email is ana@example.org' }));
    const { sealed, ...plain } = await rowOf(1);
    expect(JSON.stringify(plain)).not.toMatch(/4711|ana@|signups/);
    expect(Buffer.from(sealed as Uint8Array).toString('latin1')).not.toMatch(/4711|ana@|signups/);
    expect(plain).toMatchObject({ expires: '2026-11-21T10:00:00.000Z', expiresAt: Date.parse('2026-11-21T10:00:00Z') / 1000 });
  });

  it('open nowhere else: a swapped or changed content is refused and never read', async () => {
    await open().save(people(['1']));
    await open().save(people(['2']));
    const [one, two] = [await rowOf(1), await rowOf(2)];
    await agent.table.put({ ...resultSetKey(conversationId, 1), ...two, sk: 'RS#1' });
    await expect(open().find('rs_1')).rejects.toBeInstanceOf(SealBroken);
    const changed = Uint8Array.from(one.sealed as Uint8Array);
    changed[changed.length - 1]! ^= 1;
    await agent.table.put({ ...resultSetKey(conversationId, 1), ...one, sealed: changed });
    await expect(open().find('rs_1')).rejects.toBeInstanceOf(SealBroken);
    await agent.table.put({ ...resultSetKey(conversationId, 1), ...one });
    expect((await open().find('rs_1'))!.ids).toEqual(['1']);
  });

  it('are gone with the key of their nation, also when the nation has a new one', async () => {
    await open().save(people(['1']));
    agent.vault.forget(dataKeySecret(owner.nationSlug));
    expect(await open().find('rs_1')).toBeUndefined();
    const { id } = await open().save(people(['2']));
    expect(await open().find('rs_1')).toBeUndefined();
    expect((await open().find(id))!.ids).toEqual(['2']);
  });

  it('stay far below the limit of a row at the most and longest ids', async () => {
    await open().save(people(Array.from({ length: 10_000 }, () => rng.uuid())));
    expect(((await rowOf(1)).sealed as Uint8Array).length).toBeLessThan(250_000);
  });

  it('are not made in a conversation that is not there', async () => {
    const nowhere = new DynamoResultSetStore(agent.table, agent.sealed(), clock).of(owner, rng.id('cnv'));
    await expect(nowhere.save(people(['1']))).rejects.toThrow('no such conversation');
  });
});
