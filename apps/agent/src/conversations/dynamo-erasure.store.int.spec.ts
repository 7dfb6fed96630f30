import 'reflect-metadata';
import type { NationSettings } from '@nat/contracts';
import { type Key, Table, type WriteOutcome } from '@nat/dynamo';
import { ManualClock } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { anAgentTable, closeTables, storesOver } from '../../test/agent-table';
import { Talk } from '../../test/conversation-rows';
import { ConversationEraser } from './conversation-eraser';
import { DynamoErasureStore } from './dynamo-erasure.store';

const clock = new ManualClock('2026-11-20T10:00:00.000Z');
const settings = { of: async () => ({ retentionDays: 30 }) as NationSettings };
const shared = anAgentTable(clock);
beforeAll(() => Logger.overrideLogger(false));
afterAll(closeTables);

/** A process that dies: so many rows are deleted by it, and no more. */
class DyingTable extends Table {
  constructor(
    table: Table,
    private left: number,
  ) {
    super(table.client, table.name);
  }

  override async delete(key: Key): Promise<WriteOutcome> {
    this.left -= 1;
    if (this.left < 0) throw new Error('this process is dead');
    return super.delete(key);
  }

  get died(): boolean {
    return this.left < 0;
  }
}

it('is completed by another process, at whatever deletion the first one dies', async () => {
  const made = await shared;
  const { table } = made;
  const talk = new Talk(storesOver(made, clock).store, clock);
  const sweep = (over: Table): Promise<void> =>
    new ConversationEraser({ erasures: new DynamoErasureStore(over, clock), holders: [], settings, clock }).sweep();
  let deletions = 0;
  for (let died = true; died; deletions++) {
    const first = await talk.exchange('How many?', 'Three.');
    const second = await talk.exchange('And now?', 'Four.', first.conversationId);
    await new DynamoErasureStore(table, clock).begin(talk.owner, first.conversationId);
    const dying = new DyingTable(table, deletions);
    await sweep(dying);
    died = dying.died;
    await sweep(table);
    const partitions = [`CONV#${first.conversationId}`, `QUERY#${first.queryId}`, `QUERY#${second.queryId}`];
    for (const pk of partitions)
      for await (const row of table.query({ where: { expression: 'pk = :pk', values: { ':pk': pk } } }))
        throw new Error(`left after ${deletions} deletions: ${pk} ${String(row.sk)}`);
  }
  expect(deletions).toBeGreaterThan(6); // two questions, two logs, two queries, and the one that finds nothing left
}, 60_000);
