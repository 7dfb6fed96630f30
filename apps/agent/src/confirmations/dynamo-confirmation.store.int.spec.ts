import 'reflect-metadata';
import { type Key, Table } from '@nat/dynamo';
import { ManualClock } from '@nat/service-kit';
import { anAgentTable, closeTables, storesOver } from '../../test/agent-table';
import { aDecision, aHeld, aSuspension } from '../../test/change-rows';
import { describeConfirmationStore } from '../../test/describe-confirmation-store';
import { Talk } from '../../test/conversation-rows';

afterAll(closeTables);

// A table for each test: outbox and leases of one are not those of another.
describeConfirmationStore('ConfirmationStore in DynamoDB', async clock => storesOver(await anAgentTable(clock), clock));

describe('a query that moves on while somebody decides', () => {
  /** A table in which something happens right after the next look at a query. */
  class BusyTable extends Table {
    meanwhile?: () => Promise<unknown>;

    constructor({ client, name }: Table) {
      super(client, name);
    }

    override async get(key: Key, options?: { consistent?: boolean }) {
      const row = await super.get(key, options);
      const { meanwhile } = this;
      if (meanwhile && key.sk.startsWith('QUERY#')) {
        this.meanwhile = undefined;
        await meanwhile();
      }
      return row;
    }
  }

  async function waiting() {
    const clock = new ManualClock('2026-11-20T10:00:00.000Z');
    const made = await anAgentTable(clock);
    const { store, facts } = storesOver(made, clock);
    const talk = new Talk(store, clock);
    const query = await talk.ask('Change them');
    const { queryId, conversationId } = query;
    const { row, ...held } = aHeld(talk.owner, clock, { queryId, conversationId });
    await store.suspend(aSuspension(query, [{ row, ...held }], clock));
    const table = new BusyTable(made.table);
    const { confirmations } = storesOver({ ...made, table }, clock);
    const now = async () => (await store.query(talk.owner, queryId))!;
    const find = () => confirmations.find(talk.owner, row.confirmationId);
    const decide = () => confirmations.decide(aDecision(row, clock));
    return { table, store, talk, now, find, decide, facts };
  }
  it('to its end: then nothing is decided', async () => {
    const { table, talk, now, find, decide, facts } = await waiting();
    table.meanwhile = async () => talk.end(await now());
    expect(await decide()).toBe(false);
    expect(await find()).toMatchObject({ status: 'pending' });
    expect(await now()).not.toHaveProperty('decisions', 1);
    expect((await facts()).filter(({ id }) => id.endsWith('.decided'))).toEqual([]);
  });

  it('to its next run: then the decision counts on that, and its lease stays its own', async () => {
    const world = await waiting();
    world.table.meanwhile = async () => world.store.resume(await world.now(), '2026-11-20T10:00:45.000Z');
    expect(await world.decide()).toBe(true);
    expect(await world.now()).toMatchObject({ status: 'running', decisions: 1, leaseUntil: '2026-11-20T10:00:45.000Z' });
    expect(await world.find()).toMatchObject({ status: 'approved' });
  });
});
