import type { NationSlug } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import type { QueryRow } from '../src/conversation/query-row';
import type { Erasure, ErasureStart, ErasureStore } from '../src/conversations/erasure.store';
import { tellEnd } from './change-rows';
import type { ConversationForm } from './describe-conversation-store';
import { Talk } from './conversation-rows';

const rng = new SystemRng();

export interface ErasureForm extends ConversationForm {
  erasures: ErasureStore;
  /** What is kept of a conversation and of the logs of its queries. */
  left(conversationId: string, queryIds: string[]): Promise<string[]>;
}

/** The promises of {@link ErasureStore}, for each of its forms. */
export function describeErasures(name: string, make: (clock: ManualClock) => Promise<ErasureForm>): void {
  describe(name, () => {
    let clock: ManualClock;
    let form: ErasureForm;
    let talk: Talk;
    let query: QueryRow;

    beforeEach(async () => {
      clock = new ManualClock('2026-11-20T10:00:00.000Z');
      form = await make(clock);
      talk = new Talk(form.agent, clock);
      query = await talk.exchange('How many?', 'Three.');
    });

    function begun(start: ErasureStart): Erasure {
      if (!start.begun) throw new Error(`not begun: ${start.reason}`);
      return start.erasure;
    }
    const begin = async (): Promise<Erasure> => begun(await form.erasures.begin(talk.owner, query.conversationId));

    it('takes the conversation out of reach with its first write', async () => {
      const { agent, actions, store } = form;
      const { conversationId } = query;
      const erasure = await begin();
      expect(erasure).toEqual({ owner: talk.owner, conversationId, requestedAt: clock.iso(), dueAt: clock.iso() });
      expect(await store.find(talk.owner, conversationId)).toBeUndefined();
      expect(await store.list(talk.owner, { limit: 9, since: '2000-01-01T00:00:00.000Z' })).toEqual([]);
      expect(await store.exchanges(talk.owner, conversationId, { limit: 9 })).toEqual([]);
      expect(await store.rename(talk.owner, conversationId, 'Back')).toBeUndefined();
      const late = { actionId: rng.timedId('act', clock.now()), text: 'Late.', links: [], createdAt: clock.iso() };
      const before = await form.left(conversationId, []);
      await tellEnd(actions, talk.owner, conversationId, late);
      expect(await form.left(conversationId, [])).toEqual(before);
      expect(await agent.conversation(talk.owner, conversationId)).toBeUndefined();
      expect(await agent.query(talk.owner, query.queryId)).toBeUndefined();
      await expect(talk.ask('Still there?', conversationId)).rejects.toThrow('conversation_absent');
    });

    it('erases everything, and remembers that ids of queries were used', async () => {
      const { agent, erasures } = form;
      const { conversationId, queryId } = query;
      const asked = await talk.ask('And now?', conversationId);
      await talk.turn(asked, 'y'.repeat(250_000));
      await talk.end(asked, { text: 'Four.' });
      await tellEnd(form.actions, talk.owner, conversationId, {
        actionId: rng.timedId('act', clock.now()),
        text: 'Done.',
        links: [],
        createdAt: clock.iso(),
      });
      const queryIds = [queryId, asked.queryId];
      expect((await form.left(conversationId, queryIds)).length).toBeGreaterThan(8);
      const known = await agent.query(talk.owner, asked.queryId);
      expect(known).toMatchObject({ text: 'Four.' });
      const erasure = await begin();
      const found = await erasures.queries(erasure, 9);
      expect(found.map(({ queryId: id }) => id).toSorted()).toEqual(queryIds.toSorted());
      expect(found).toContainEqual(known);
      expect(await erasures.queries(erasure, 1)).toHaveLength(1);
      for (const id of queryIds) {
        await erasures.eraseQuery(erasure, id);
        expect(await agent.query(talk.owner, id)).toBeUndefined();
        expect(await agent.eventsAfter(id, 0)).toEqual([]);
      }
      expect(await erasures.queries(erasure, 9)).toEqual([]);
      expect(await erasures.eraseContent(erasure, 2)).toBe(false);
      expect(await erasures.eraseContent(erasure, 99)).toBe(true);
      expect(await form.left(conversationId, queryIds)).toEqual([]);
      const { createdAt } = asked;
      const opens = { conversationId, title: 'Again', createdAt, updatedAt: createdAt, expires: '2027-01-01T00:00:00.000Z' };
      const message = { seq: 1, queryId: asked.queryId, role: 'user' as const, content: [], createdAt };
      const event = { event: 'query.started', data: { seq: 1 } } as never;
      expect(await agent.start({ query: asked, opens, message, event })).toEqual({ started: false, reason: 'forgotten' });
    });

    it('leaves other conversations as they are', async () => {
      const other = await talk.exchange('Who?', 'Ann.');
      const before = await form.left(other.conversationId, [other.queryId]);
      const erasure = await begin();
      await form.erasures.eraseQuery(erasure, query.queryId);
      await form.erasures.eraseContent(erasure, 99);
      expect(await form.left(other.conversationId, [other.queryId])).toEqual(before);
      expect(before.length).toBeGreaterThan(2);
    });

    it('does not begin while a query runs, nor for another person or nation, nor twice', async () => {
      const { erasures } = form;
      const { conversationId } = query;
      for (const other of [{ userId: rng.id('usr') }, { nationSlug: 'other' as NationSlug }])
        expect(await erasures.begin({ ...talk.owner, ...other }, conversationId)).toEqual({ begun: false, reason: 'absent' });
      const running = await talk.ask('And now?', conversationId);
      expect(await erasures.begin(talk.owner, conversationId)).toEqual({
        begun: false,
        reason: 'busy',
        activeQueryId: running.queryId,
      });
      await talk.end(running);
      const starts = await Promise.all(Array.from({ length: 9 }, () => erasures.begin(talk.owner, conversationId)));
      expect(starts.filter(start => start.begun)).toHaveLength(1);
      expect(starts).toContainEqual({ begun: false, reason: 'absent' });
    });

    it('does not begin for one that had a message since it was seen', async () => {
      const { conversationId } = query;
      const seen = (await form.store.find(talk.owner, conversationId))!;
      await clock.advance(1);
      await talk.exchange('Meanwhile?', 'Yes.', conversationId);
      expect(await form.erasures.begin(talk.owner, conversationId, seen)).toEqual({ begun: false, reason: 'moved' });
      const again = (await form.store.find(talk.owner, conversationId))!;
      expect(await form.erasures.begin(talk.owner, conversationId, again)).toMatchObject({ begun: true });
    });

    it('is due until it is finished, from when it says', async () => {
      const { erasures } = form;
      const erasure = await begin();
      expect(await erasures.due(clock.iso())).toEqual([erasure]);
      const dueAt = new Date(clock.now() + 1000).toISOString();
      await erasures.postpone(erasure, dueAt);
      expect(await erasures.due(clock.iso())).toEqual([]);
      expect(await erasures.due(dueAt)).toEqual([{ ...erasure, dueAt }]);
      await erasures.finish(erasure);
      expect(await erasures.due(dueAt)).toEqual([]);
      await erasures.postpone(erasure, dueAt);
      expect(await erasures.due(dueAt)).toEqual([]);
    });

    it('finds conversations without a message since then, of all nations', async () => {
      const stranger = new Talk(form.agent, clock);
      const createdAt = clock.iso();
      const empty = {
        conversationId: rng.id('cnv'),
        title: 'Empty',
        createdAt,
        updatedAt: createdAt,
        expires: '2027-01-01T00:00:00.000Z',
      };
      await form.store.create(stranger.owner, empty);
      const then = clock.iso();
      await clock.advance(1);
      await form.store.create(stranger.owner, { ...empty, conversationId: rng.id('cnv'), updatedAt: clock.iso() });
      const found: string[] = [];
      for await (const { owner, conversation } of form.erasures.idleSince(then)) {
        expect(await form.store.find(owner, conversation.conversationId)).toEqual(conversation);
        found.push(conversation.conversationId);
      }
      expect(found.toSorted()).toEqual([query.conversationId, empty.conversationId].toSorted());
    });
  });
}
