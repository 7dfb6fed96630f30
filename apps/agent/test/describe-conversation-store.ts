import type { NationSlug } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import type { ActionStore } from '../src/actions/action.store';
import type { AgentStore } from '../src/conversation/agent.store';
import type { ConversationRow, Owner } from '../src/conversation/query-row';
import { recencyOf } from '../src/conversations/conversation-keys';
import type { ConversationStore, Note } from '../src/conversations/conversation.store';
import { tellEnd } from './change-rows';
import { aPerson, Talk } from './conversation-rows';

const rng = new SystemRng();
const day = 86_400_000;
const always = '2000-01-01T00:00:00.000Z';

/** The store, and the others over the same rows. */
export interface ConversationForm {
  agent: AgentStore;
  store: ConversationStore;
  actions: ActionStore;
}

/** The promises of {@link ConversationStore}, for each of its forms. */
export function describeConversationStore(name: string, make: (clock: ManualClock) => Promise<ConversationForm>): void {
  describe(name, () => {
    let clock: ManualClock;
    let agent: AgentStore;
    let store: ConversationStore;
    let actions: ActionStore;
    let talk: Talk;
    let owner: Owner;

    beforeEach(async () => {
      clock = new ManualClock('2026-11-20T10:00:00.000Z');
      ({ agent, actions, store } = await make(clock));
      talk = new Talk(agent, clock);
      owner = talk.owner;
    });

    /** An empty conversation. */
    async function created(given: Partial<ConversationRow> = {}, of = owner): Promise<ConversationRow> {
      const createdAt = clock.iso();
      const expires = new Date(clock.now() + 30 * day).toISOString();
      const row = { conversationId: rng.id('cnv'), title: 'Donors', createdAt, updatedAt: createdAt, expires, ...given };
      await store.create(of, row);
      return row;
    }
    const others = (): Owner[] => [
      aPerson(),
      { ...owner, userId: rng.id('usr') },
      { ...owner, nationSlug: 'other' as NationSlug },
    ];
    const note = (actionId: string) => ({ actionId, text: 'Tagged 153 of 156.', links: [], createdAt: clock.iso() });
    const ids = (rows: ConversationRow[]): string[] => rows.map(({ conversationId }) => conversationId);

    it('gives back a new conversation, to its person alone', async () => {
      const row = await created();
      expect(await store.find(owner, row.conversationId)).toEqual(row);
      for (const other of others()) expect(await store.find(other, row.conversationId)).toBeUndefined();
      await expect(store.create(owner, row)).rejects.toThrow('exists');
    });

    it('takes a question in a conversation that was created empty', async () => {
      const { conversationId } = await created();
      await clock.advance(1000);
      const query = await talk.ask('How many?', conversationId);
      expect(await store.find(owner, conversationId)).toMatchObject({ activeQueryId: query.queryId, updatedAt: clock.iso() });
      await talk.end(query, { text: 'Three.' });
      expect(await store.find(owner, conversationId)).not.toHaveProperty('activeQueryId');
      expect(await store.exchanges(owner, conversationId, { limit: 9 })).toMatchObject([{ query: { text: 'Three.' } }]);
    });

    it('does not know one that has expired', async () => {
      const { conversationId } = await created();
      await clock.advance(30 * day - 1);
      expect(await store.find(owner, conversationId)).toBeDefined();
      await clock.advance(1);
      expect(await store.find(owner, conversationId)).toBeUndefined();
      expect(await store.list(owner, { limit: 9, since: always })).toEqual([]);
      expect(await store.rename(owner, conversationId, 'Late')).toBeUndefined();
    });

    it('lists the one with the newest message first, of this person only', async () => {
      const first = await created();
      await clock.advance(1000);
      const second = await talk.exchange('Who?', 'Ann.');
      await clock.advance(1000);
      for (const other of others()) await created({}, other);
      expect(ids(await store.list(owner, { limit: 9, since: always }))).toEqual([second.conversationId, first.conversationId]);
      await talk.exchange('How many?', 'Three.', first.conversationId);
      expect(ids(await store.list(owner, { limit: 9, since: always }))).toEqual([first.conversationId, second.conversationId]);
      expect(ids(await store.list(owner, { limit: 1, since: always }))).toEqual([first.conversationId]);
    });

    it('goes on after any place, also among conversations of one millisecond', async () => {
      const rows: ConversationRow[] = [];
      for (let index = 0; index < 12; index++) {
        rows.push(await created());
        if (index % 5 === 4) await clock.advance(1); // 5, 5 and 2 of the same instant
      }
      const whole = await store.list(owner, { limit: 99, since: always });
      expect(ids(whole).toSorted()).toEqual(ids(rows).toSorted());
      for (const limit of [1, 3, 4, 7]) {
        const paged: ConversationRow[] = [];
        let page = await store.list(owner, { limit, since: always });
        while (page.length > 0) {
          paged.push(...page);
          page = await store.list(owner, { limit, since: always, before: recencyOf(page.at(-1)!) });
        }
        expect(paged).toEqual(whole);
      }
    });

    it('lists none whose last message is too old', async () => {
      await created();
      await clock.advance(1);
      const since = clock.iso();
      await created();
      await clock.advance(1);
      const young = await created();
      expect(ids(await store.list(owner, { limit: 9, since }))).toEqual([young.conversationId]);
    });

    it('renames one, which keeps its place and its days', async () => {
      const row = await created();
      await clock.advance(1000);
      expect(await store.rename(owner, row.conversationId, 'Volunteers')).toEqual({ ...row, title: 'Volunteers' });
      expect(await store.find(owner, row.conversationId)).toEqual({ ...row, title: 'Volunteers' });
      for (const other of others()) expect(await store.rename(other, row.conversationId, 'Mine')).toBeUndefined();
      expect(await store.rename(owner, rng.id('cnv'), 'None')).toBeUndefined();
      expect(await store.list(owner, { limit: 9, since: always })).toHaveLength(1);
    });

    it('gives questions newest first, each with its query, and none of the turns between', async () => {
      const first = await talk.ask('How many?');
      await talk.turn(first, 'y'.repeat(250_000)); // in three rows
      await talk.turn(first);
      await talk.end(first, { text: 'Three.' });
      const second = await talk.ask('And in Austin?', first.conversationId);
      const found = await store.exchanges(owner, first.conversationId, { limit: 9 });
      expect(found.map(({ question }) => [question.seq, question.content.at(-1)!.text])).toEqual([
        [6, 'And in Austin?'],
        [1, 'How many?'],
      ]);
      expect(found.map(({ query }) => [query!.queryId, query!.text])).toEqual([
        [second.queryId, undefined],
        [first.queryId, 'Three.'],
      ]);
      expect(await store.exchanges(owner, first.conversationId, { limit: 1 })).toEqual(found.slice(0, 1));
      expect(await store.exchanges(owner, first.conversationId, { limit: 9, upTo: 5 })).toEqual(found.slice(1));
      for (const other of others()) expect(await store.exchanges(other, first.conversationId, { limit: 9 })).toEqual([]);
    });

    it('has a note of each change that ended without its query', async () => {
      const { conversationId } = await created();
      const told = Array.from({ length: 3 }, () => note(rng.timedId('act', clock.now())));
      for (const each of told) await tellEnd(actions, owner, conversationId, each);
      const notes = await store.notes(owner, conversationId);
      const byAction = (a: Note, b: Note) => (a.actionId < b.actionId ? -1 : 1);
      expect(notes.toSorted(byAction)).toEqual(told.toSorted(byAction));
    });

    it('has no note in a conversation of another or of no one, and the change ends all the same', async () => {
      const { conversationId } = await created();
      for (const other of others()) {
        await tellEnd(actions, other, conversationId, note(rng.timedId('act', clock.now())));
        expect(await store.notes(other, conversationId)).toEqual([]);
      }
      const nowhere = rng.id('cnv');
      await tellEnd(actions, owner, nowhere, note(rng.timedId('act', clock.now())));
      expect(await store.notes(owner, nowhere)).toEqual([]);
      expect(await store.notes(owner, conversationId)).toEqual([]);
    });
  });
}
