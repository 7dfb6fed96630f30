import type { NationSlug } from '@nat/contracts';
import { SystemRng } from '@nat/service-kit';
import { requested } from '../src/confirmations/confirmation-facts';
import { ActionScene, type MakeStores } from './action-scene';
import { aClosing, aContent, aDecision, aHeld, anAction, type ChangeStores } from './change-rows';

const rng = new SystemRng();

/** The promises of `ActionStore` about beginnings, journals, lists and what is erased, for each of its forms. */
export function describeActionStore(name: string, make: MakeStores): void {
  describe(name, () => {
    let scene: ActionScene;
    beforeEach(async () => void (scene = await ActionScene.start(make)));

    describe('its beginning', () => {
      it('keeps the entry and what it is about, for its nation alone', async () => {
        const action = await scene.begun();
        expect(await scene.find(action)).toEqual(action);
        expect(await scene.stores.actions.content(action)).toEqual(aContent());
        const other = 'other' as NationSlug;
        expect(await scene.stores.actions.find(other, action.actionId)).toBeUndefined();
        expect(await scene.stores.actions.list(other, {}, { limit: 10 })).toEqual([]);
        expect(await scene.stores.actions.requestCancel(other, action.actionId)).toBeUndefined();
      });

      it('happens once', async () => {
        const action = await scene.begun();
        expect(await scene.begin({ ...action, title: 'Something else' })).toBe('refused');
        expect(await scene.find(action)).toEqual(action);
      });

      it('uses an approval up, once of fifty at once', async () => {
        const confirmation = await scene.approved();
        const { confirmationId } = confirmation;
        const wanted = Array.from({ length: 50 }, () => anAction(scene.person, scene.clock, { confirmationId }));
        const outcomes = await Promise.all(wanted.map(action => scene.begin(action, confirmation)));
        expect(outcomes.filter(outcome => outcome === 'begun')).toHaveLength(1);
        const { actionId } = wanted[outcomes.indexOf('begun')]!;
        expect(await scene.stores.confirmations.find(scene.person, confirmationId)).toMatchObject({
          status: 'executing',
          actionId,
        });
        const entries = await scene.stores.actions.list(scene.person.nationSlug, {}, { limit: 100 });
        expect(entries.map(entry => entry.actionId)).toEqual([actionId]);
      });

      it('is refused without an approval, and leaves nothing', async () => {
        const { row, content } = aHeld(scene.person, scene.clock);
        await scene.stores.confirmations.add({ row, content }, requested(row, { correlationId: 'req_1' }));
        const denied = aHeld(scene.person, scene.clock);
        await scene.stores.confirmations.add(denied, requested(denied.row, { correlationId: 'req_1' }));
        await scene.stores.confirmations.decide(aDecision(denied.row, scene.clock, 'denied'));
        const withdrawn = await scene.approved();
        const { status, fact } = aClosing(withdrawn, scene.clock);
        await scene.stores.confirmations.close(withdrawn, 'approved', status, fact);
        for (const confirmation of [row, denied.row, withdrawn, aHeld(scene.person, scene.clock).row]) {
          const before = await scene.stores.confirmations.find(scene.person, confirmation.confirmationId);
          const action = anAction(scene.person, scene.clock, { confirmationId: confirmation.confirmationId });
          expect(await scene.begin(action, confirmation)).toBe('refused');
          expect(await scene.find(action)).toBeUndefined();
          expect(await scene.stores.actions.content(action)).toBeUndefined();
          expect(await scene.stores.confirmations.find(scene.person, confirmation.confirmationId)).toEqual(before);
        }
      });
    });

    describe('its journal', () => {
      it('takes every line once and gives them back in order, also beyond ten', async () => {
        const [action, other] = [await scene.begun(), await scene.begun()];
        const line = (number: number) => ({ ids: [String(number)], change: { state: 'sent' as const } });
        for (let number = 1; number <= 12; number++)
          expect(await scene.stores.actions.addLine(action, number, line(number))).toBe(true);
        expect(await scene.stores.actions.addLine(other, 1, line(99))).toBe(true);
        expect(await scene.stores.actions.lines(action)).toEqual(Array.from({ length: 12 }, (_, index) => line(index + 1)));
        expect(await scene.stores.actions.lines(other)).toEqual([line(99)]);
      });

      it('gives a number to one of two processes', async () => {
        const action = await scene.begun();
        const lines = [1, 2].map(process => ({ takenOver: process }));
        const taken = await Promise.all(lines.map(line => scene.stores.actions.addLine(action, 1, line)));
        expect(taken.filter(Boolean)).toHaveLength(1);
        expect(await scene.stores.actions.lines(action)).toEqual([lines[taken.indexOf(true)]]);
        expect(await scene.stores.actions.addLine(action, 1, lines[0]!)).toBe(false);
      });
    });

    it('lists those of a nation, newest first, page by page, each once', async () => {
      const made: string[] = [];
      for (let index = 0; index < 7; index++) {
        made.unshift((await scene.begun()).actionId);
        await scene.clock.advance(1_000);
      }
      const seen: string[] = [];
      for (let before: string | undefined; ;) {
        const page = await scene.stores.actions.list(scene.person.nationSlug, {}, { limit: 3, before });
        seen.push(...page.map(({ actionId }) => actionId));
        if (page.length < 3) break;
        before = page.at(-1)!.actionId;
      }
      expect(seen).toEqual(made);
    });

    it('lists by scene.person and by query, and fills a page past what does not fit', async () => {
      const queryId = rng.id('qry');
      const mine: string[] = [];
      const others: string[] = [];
      for (let index = 0; index < 4; index++) {
        mine.unshift((await scene.begun(index % 2 === 0 ? { queryId } : {})).actionId);
        await scene.clock.advance(1);
        others.unshift((await scene.begun({ userId: rng.id('usr') })).actionId);
        await scene.clock.advance(1);
      }
      const ids = async (filter: Parameters<ChangeStores['actions']['list']>[1], limit = 10) =>
        (await scene.stores.actions.list(scene.person.nationSlug, filter, { limit })).map(({ actionId }) => actionId);
      const { userId } = scene.person;
      expect(await ids({})).toHaveLength(8);
      expect(await ids({ userId })).toEqual(mine);
      expect(await ids({ userId }, 3)).toEqual(mine.slice(0, 3));
      expect(await ids({ queryId })).toEqual([mine[1], mine[3]]);
      const first = Date.parse('2026-11-20T10:00:00.000Z');
      expect(await ids({ userId, since: first })).toEqual(mine);
      expect(await ids({ userId, since: first + 4 })).toEqual(mine.slice(0, 2));
      expect(await ids({ userId, since: scene.clock.now() + 1 })).toEqual([]);
      expect(await ids({ userId: rng.id('usr') })).toEqual([]);
    });

    it('erases what some were about, with their journals, and nothing else', async () => {
      const [first, second] = [await scene.ended(), await scene.ended()];
      const line = { plan: [{ id: '110', type: 'signups' as const, before: { employer: 'Acme' } }] };
      for (const action of [first, second]) await scene.stores.actions.addLine(action, 1, line);
      await scene.stores.actions.erase([first]);
      await scene.stores.actions.erase([first]);
      expect(await scene.stores.actions.content(first)).toBeUndefined();
      expect(await scene.stores.actions.lines(first)).toEqual([]);
      expect(await scene.begin(first)).toBe('refused'); // its entry is there
      const { summary: _words, ...facts } = first;
      expect(await scene.find(first)).toEqual({ ...facts, failures: [], erased: true });
      expect(await scene.find(second)).toEqual(second);
      expect(await scene.stores.actions.content(second)).toEqual(aContent());
      expect(await scene.stores.actions.lines(second)).toEqual([line]);
    });
  });
}
