import type { NationSettings, RetentionDays } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import type { QueryRow } from '../src/conversation/query-row';
import { ConversationEraser, erasureGraceMs } from '../src/conversations/conversation-eraser';
import type { ErasureStore } from '../src/conversations/erasure.store';
import { tellEnd } from './change-rows';
import { Talk } from './conversation-rows';
import type { ErasureForm } from './describe-erasures';

const rng = new SystemRng();
const day = 86_400_000;

/** Works until its process dies: from the call after `calls` on, nothing of it reaches the store. */
function dyingAfter(store: ErasureStore, calls: number): { store: ErasureStore; died: () => boolean } {
  let left = calls;
  const proxy = new Proxy(store, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...given: unknown[]) => unknown;
      return (...given: unknown[]) => {
        left -= 1;
        if (left < 0) throw new Error('this process is dead');
        return method.apply(target, given);
      };
    },
  });
  return { store: proxy, died: () => left < 0 };
}

/** The promises of {@link ConversationEraser}, over each form of its store. */
export function describeEraser(name: string, make: (clock: ManualClock) => Promise<ErasureForm>): void {
  describe(name, () => {
    let clock: ManualClock;
    let form: ErasureForm;
    let talk: Talk;
    let retentionDays: RetentionDays;
    /** Queries whose content others were told to erase. */
    let told: string[];

    beforeAll(() => Logger.overrideLogger(false));
    beforeEach(async () => {
      clock = new ManualClock('2026-11-20T10:00:00.000Z');
      form = await make(clock);
      talk = new Talk(form.agent, clock);
      [retentionDays, told] = [30, []];
    });

    const aProcess = (erasures: ErasureStore = form.erasures): ConversationEraser => {
      const holder = { eraseContentOf: async ({ queryId }: QueryRow) => told.push(queryId) > 0 };
      const settings = { of: async () => ({ retentionDays }) as NationSettings };
      return new ConversationEraser({ erasures, holders: [holder], settings, clock });
    };

    /** Three queries, one of them with a tool, and a note. */
    async function aConversation(): Promise<{ conversationId: string; queryIds: string[] }> {
      const first = await talk.exchange('How many?', 'Three.');
      const { conversationId } = first;
      const second = await talk.ask('Who?', conversationId);
      await talk.turn(second);
      await talk.end(second, { text: 'Ann.' });
      const third = await talk.exchange('And now?', 'Four.', conversationId);
      await tellEnd(form.actions, talk.owner, conversationId, aNote());
      return { conversationId, queryIds: [first, second, third].map(({ queryId }) => queryId) };
    }
    const later = (milliseconds: number): string => new Date(clock.now() + milliseconds).toISOString();
    const aNote = () => ({ actionId: rng.timedId('act', clock.now()), text: 'Done.', links: [], createdAt: clock.iso() });

    it('erases everything, tells those who keep more of it, and is done after a second look', async () => {
      const { conversationId, queryIds } = await aConversation();
      await form.erasures.begin(talk.owner, conversationId);
      await aProcess().sweep();
      expect(await form.left(conversationId, queryIds)).toEqual([]);
      expect(told.toSorted()).toEqual(queryIds.toSorted());
      expect(await form.erasures.due(later(erasureGraceMs))).toHaveLength(1);
      await clock.advance(erasureGraceMs);
      await aProcess().sweep();
      expect(await form.erasures.due(later(day))).toEqual([]);
    });

    it('erases also what a runner that had lost its query wrote after the first look', async () => {
      const { conversationId, queryIds } = await aConversation();
      await form.erasures.begin(talk.owner, conversationId);
      await aProcess().sweep();
      await talk.turn({ conversationId, queryId: queryIds[0]! } as QueryRow);
      expect(await form.left(conversationId, queryIds)).toHaveLength(2);
      await clock.advance(erasureGraceMs);
      await aProcess().sweep();
      expect(await form.left(conversationId, queryIds)).toEqual([]);
    });

    it('is completed by another process, at whatever step the first one dies', async () => {
      let alive = false;
      for (let calls = 0; !alive; calls++) {
        const { conversationId, queryIds } = await aConversation();
        await form.erasures.begin(talk.owner, conversationId);
        const dying = dyingAfter(form.erasures, calls);
        await aProcess(dying.store)
          .sweep()
          .catch(() => undefined);
        alive = !dying.died();
        await aProcess().sweep();
        expect([calls, await form.left(conversationId, queryIds)]).toEqual([calls, []]);
        for (const queryId of queryIds) expect(told).toContain(queryId);
        await clock.advance(erasureGraceMs);
        await aProcess().sweep();
        if (calls === 0) expect(alive).toBe(false);
      }
      expect(await form.erasures.due(later(day))).toEqual([]);
    }, 60_000);

    it.each([
      ['cannot erase', () => Promise.reject(new Error('not now'))],
      ['still need', async () => false],
    ])('erases nothing of a conversation as long as others %s what they keep of it', async (_, eraseContentOf) => {
      const { conversationId, queryIds } = await aConversation();
      await form.erasures.begin(talk.owner, conversationId);
      const before = await form.left(conversationId, queryIds);
      const settings = { of: async () => ({ retentionDays }) as NationSettings };
      await new ConversationEraser({ erasures: form.erasures, holders: [{ eraseContentOf }], settings, clock }).sweep();
      expect(await form.left(conversationId, queryIds)).toEqual(before);
      await aProcess().sweep();
      expect(await form.left(conversationId, queryIds)).toEqual([]);
    });

    it('erases what has expired, and what a shorter retention lets expire, and nothing younger', async () => {
      const old = await aConversation();
      await clock.advance(3 * day);
      const young = await aConversation();
      await clock.advance(5 * day);
      await aProcess().expire();
      expect(await form.left(old.conversationId, old.queryIds)).not.toEqual([]);
      retentionDays = 7;
      await aProcess().expire();
      expect(await form.left(old.conversationId, old.queryIds)).toEqual([]);
      expect(await form.store.find(talk.owner, young.conversationId)).toBeDefined();
      await clock.advance(2 * day);
      await aProcess().expire();
      expect(await form.left(young.conversationId, young.queryIds)).toEqual([]);
    });

    it('leaves one in which a query runs', async () => {
      const { conversationId } = await aConversation();
      const running = await talk.ask('Still there?', conversationId);
      await clock.advance(31 * day);
      await aProcess().expire();
      expect(await form.agent.query(talk.owner, running.queryId)).toEqual(running);
    });
  });
}
