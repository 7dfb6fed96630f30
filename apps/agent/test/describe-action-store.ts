import type { NationSlug } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import { requested } from '../src/confirmations/confirmation-facts';
import type { ConfirmationRow } from '../src/confirmations/confirmation-row';
import { actionLeaseMs, type ActionRow, givenBack } from '../src/actions/action-row';
import type { Owner } from '../src/conversation/query-row';
import { aClosing, aContent, aDecision, aHeld, anAction, anEnd, type ChangeStores } from './change-rows';
import { aPerson } from './conversation-rows';

const rng = new SystemRng();

/** The promises of `ActionStore`, for each of its forms. */
export function describeActionStore(name: string, make: (clock: ManualClock) => Promise<ChangeStores>): void {
  describe(name, () => {
    let clock: ManualClock;
    let stores: ChangeStores;
    let person: Owner;

    beforeEach(async () => {
      clock = new ManualClock('2026-11-20T10:00:00.000Z');
      stores = await make(clock);
      person = aPerson();
    });

    const later = (milliseconds: number) => new Date(clock.now() + milliseconds).toISOString();
    const find = ({ nationSlug, actionId }: ActionRow) => stores.actions.find(nationSlug, actionId);
    const begin = (action: ActionRow, confirmation?: ConfirmationRow) =>
      stores.actions.begin({ action, content: aContent(), confirmation });

    /** An action that runs. */
    async function begun(more: Partial<ActionRow> = {}): Promise<ActionRow> {
      const action = anAction(person, clock, more);
      expect(await begin(action)).toBe('begun');
      return action;
    }
    /** An action that has ended, all or a part of it done. */
    async function ended(targets = 1, done = targets): Promise<ActionRow> {
      const action = await begun({ targets });
      expect(await stores.actions.end(await anEnd(action, clock, { done }))).toBe(true);
      return (await find(action))!;
    }
    /** An undo of an action; it runs. */
    const undoOf = (original: ActionRow) => begun({ undoes: original.actionId, targets: original.done, tool: 'undo_action' });
    async function approved(): Promise<ConfirmationRow> {
      const { row, content } = aHeld(person, clock);
      await stores.confirmations.add({ row, content }, requested(row, { correlationId: 'req_1' }));
      expect(await stores.confirmations.decide(aDecision(row, clock))).toBe(true);
      return (await stores.confirmations.find(person, row.confirmationId))!;
    }

    describe('its beginning', () => {
      it('keeps the entry and what it is about, for its nation alone', async () => {
        const action = await begun();
        expect(await find(action)).toEqual(action);
        expect(await stores.actions.content(action)).toEqual(aContent());
        const other = 'other' as NationSlug;
        expect(await stores.actions.find(other, action.actionId)).toBeUndefined();
        expect(await stores.actions.list(other, {}, { limit: 10 })).toEqual([]);
        expect(await stores.actions.requestCancel(other, action.actionId)).toBeUndefined();
      });

      it('happens once', async () => {
        const action = await begun();
        expect(await begin({ ...action, title: 'Something else' })).toBe('refused');
        expect(await find(action)).toEqual(action);
      });

      it('uses an approval up, once of fifty at once', async () => {
        const confirmation = await approved();
        const { confirmationId } = confirmation;
        const wanted = Array.from({ length: 50 }, () => anAction(person, clock, { confirmationId }));
        const outcomes = await Promise.all(wanted.map(action => begin(action, confirmation)));
        expect(outcomes.filter(outcome => outcome === 'begun')).toHaveLength(1);
        const { actionId } = wanted[outcomes.indexOf('begun')]!;
        expect(await stores.confirmations.find(person, confirmationId)).toMatchObject({ status: 'executing', actionId });
        const entries = await stores.actions.list(person.nationSlug, {}, { limit: 100 });
        expect(entries.map(entry => entry.actionId)).toEqual([actionId]);
      });

      it('is refused without an approval, and leaves nothing', async () => {
        const { row, content } = aHeld(person, clock);
        await stores.confirmations.add({ row, content }, requested(row, { correlationId: 'req_1' }));
        const denied = aHeld(person, clock);
        await stores.confirmations.add(denied, requested(denied.row, { correlationId: 'req_1' }));
        await stores.confirmations.decide(aDecision(denied.row, clock, 'denied'));
        const withdrawn = await approved();
        const { status, fact } = aClosing(withdrawn, clock);
        await stores.confirmations.close(withdrawn, 'approved', status, fact);
        for (const confirmation of [row, denied.row, withdrawn, aHeld(person, clock).row]) {
          const before = await stores.confirmations.find(person, confirmation.confirmationId);
          const action = anAction(person, clock, { confirmationId: confirmation.confirmationId });
          expect(await begin(action, confirmation)).toBe('refused');
          expect(await find(action)).toBeUndefined();
          expect(await stores.actions.content(action)).toBeUndefined();
          expect(await stores.confirmations.find(person, confirmation.confirmationId)).toEqual(before);
        }
      });
    });

    describe('its journal', () => {
      it('takes every line once and gives them back in order, also beyond ten', async () => {
        const [action, other] = [await begun(), await begun()];
        const line = (number: number) => ({ ids: [String(number)], change: { state: 'sent' as const } });
        for (let number = 1; number <= 12; number++)
          expect(await stores.actions.addLine(action, number, line(number))).toBe(true);
        expect(await stores.actions.addLine(other, 1, line(99))).toBe(true);
        expect(await stores.actions.lines(action)).toEqual(Array.from({ length: 12 }, (_, index) => line(index + 1)));
        expect(await stores.actions.lines(other)).toEqual([line(99)]);
      });

      it('gives a number to one of two processes', async () => {
        const action = await begun();
        const lines = [1, 2].map(process => ({ takenOver: process }));
        const taken = await Promise.all(lines.map(line => stores.actions.addLine(action, 1, line)));
        expect(taken.filter(Boolean)).toHaveLength(1);
        expect(await stores.actions.lines(action)).toEqual([lines[taken.indexOf(true)]]);
        expect(await stores.actions.addLine(action, 1, lines[0]!)).toBe(false);
      });
    });

    describe('its lease', () => {
      it('is renewed under its fence, with how far the action is', async () => {
        const action = await begun({ targets: 9 });
        const progress = { done: 3, alreadySo: 1, failed: 1, unknown: 0, background: true };
        const renewed = await stores.actions.renew(action, later(60_000), progress);
        expect(renewed).toEqual({ ...action, ...progress, leaseUntil: later(60_000), revision: 2 });
        expect(await find(action)).toEqual(renewed);
        expect(await stores.actions.renew(action, later(61_000))).toMatchObject({ ...progress, revision: 3 });
      });

      it('is taken over by one of twenty, as it was seen and no other, and the process before has lost it', async () => {
        const action = await begun({ targets: 3 });
        const renewed = (await stores.actions.renew(action, later(60_000)))!;
        expect(await stores.actions.takeOver(action, later(90_000))).toBeUndefined(); // it was renewed meanwhile
        const takers = await Promise.all(Array.from({ length: 20 }, () => stores.actions.takeOver(renewed, later(90_000))));
        const [taken, ...rest] = takers.filter(row => row !== undefined);
        expect(rest).toEqual([]);
        expect(taken).toMatchObject({ fence: 2, background: true, leaseUntil: later(90_000), revision: 3 });
        expect(await stores.actions.renew(action, later(99_000))).toBeUndefined();
        expect(await stores.actions.end(await anEnd(action, clock))).toBe(false);
        expect(await find(action)).toEqual(taken);
        expect(await stores.facts()).toEqual([]);
        expect(await stores.actions.end(await anEnd(taken!, clock))).toBe(true);
      });

      it('lapses, or is given back, until it is renewed or the action ends', async () => {
        const [first, second, third] = [await begun(), await begun(), await begun()];
        const lapsed = async () => (await stores.actions.lapsed(later(1), 100)).map(({ actionId }) => actionId).toSorted();
        const ids = (...rows: ActionRow[]) => rows.map(({ actionId }) => actionId).toSorted();
        expect(await lapsed()).toEqual([]);
        await stores.actions.renew(third, givenBack);
        expect(await lapsed()).toEqual(ids(third));
        await clock.advance(actionLeaseMs);
        expect(await lapsed()).toEqual(ids(first, second, third));
        const [oldest, next] = await stores.actions.lapsed(later(1), 2);
        expect(oldest).toMatchObject({ actionId: third.actionId, leaseUntil: givenBack });
        expect(ids(first, second)).toContain(next!.actionId);
        await stores.actions.renew(first, later(actionLeaseMs));
        await stores.actions.end(await anEnd(second, clock));
        expect(await lapsed()).toEqual(ids(third));
        await stores.actions.takeOver((await find(third))!, later(actionLeaseMs));
        expect(await lapsed()).toEqual([]);
      });

      it('lists the oldest first, wherever they are kept, and none before its last instant is over', async () => {
        const made: ActionRow[] = [];
        for (let index = 0; index < 8; index++) {
          made.push(await begun());
          await clock.advance(1_000);
        }
        const lapsed = async (instant: string, limit: number) =>
          (await stores.actions.lapsed(instant, limit)).map(({ actionId }) => actionId);
        const ids = made.map(({ actionId }) => actionId);
        expect(await lapsed(later(actionLeaseMs), 5)).toEqual(ids.slice(0, 5));
        expect(await lapsed(later(actionLeaseMs), 100)).toEqual(ids);
        expect(await lapsed(made[3]!.leaseUntil!, 100)).toEqual(ids.slice(0, 3));
      });

      it('tells whoever holds it that somebody wants it stopped; an ended one stays as it is', async () => {
        const action = await begun();
        expect(await stores.actions.requestCancel(person.nationSlug, action.actionId)).toMatchObject({ status: 'running' });
        expect(await stores.actions.renew(action, later(60_000))).toMatchObject({ cancelRequested: true });
        await stores.actions.end(await anEnd(action, clock));
        const row = await find(action);
        expect(row).not.toHaveProperty('cancelRequested');
        expect(await stores.actions.requestCancel(person.nationSlug, action.actionId)).toEqual(row);
        expect(await find(action)).toEqual(row);
        expect(await stores.actions.requestCancel(person.nationSlug, rng.timedId('act', clock.now()))).toBeUndefined();
      });
    });

    describe('its end', () => {
      it('is written once, with its account and its fact', async () => {
        const action = await begun({ targets: 3 });
        await clock.advance(2_000);
        const end = await anEnd(action, clock, { done: 2 });
        const outcomes = await Promise.all(Array.from({ length: 10 }, () => stores.actions.end(end)));
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        const row = (await find(action))!;
        const { leaseUntil: _lease, ...kept } = action;
        expect(row).toEqual({ ...kept, ...end.final, revision: 2 });
        expect(row).toMatchObject({ status: 'partially_failed', done: 2, failed: 1, endedAt: clock.iso() });
        expect((await stores.facts()).map(({ id }) => id)).toEqual([`${action.actionId}.executed`]);
        expect(await stores.actions.renew(action, later(60_000))).toBeUndefined();
        expect(await stores.actions.takeOver(action, later(60_000))).toBeUndefined();
      });

      it.each([
        ['executed', 2],
        ['failed_partial', 1],
        ['failed_partial', 0],
      ])('tells its confirmation: %s when %s of two were done', async (status, done) => {
        const confirmation = await approved();
        const { confirmationId } = confirmation;
        const action = anAction(person, clock, { confirmationId, targets: 2 });
        expect(await begin(action, confirmation)).toBe('begun');
        await stores.actions.end(await anEnd(action, clock, { done }));
        expect(await stores.confirmations.find(person, confirmationId)).toMatchObject({ status });
      });
    });

    describe('taking it back', () => {
      it('is for one undo of twenty at once', async () => {
        const original = await ended();
        const undos = Array.from({ length: 20 }, () => anAction(person, clock, { undoes: original.actionId }));
        const outcomes = await Promise.all(undos.map(undo => begin(undo)));
        expect(outcomes.filter(outcome => outcome === 'begun')).toHaveLength(1);
        const undo = undos[outcomes.indexOf('begun')]!;
        expect(await stores.actions.list(person.nationSlug, {}, { limit: 100 })).toHaveLength(2);
        await stores.actions.end(await anEnd(undo, clock, { original }));
        expect(await find(original)).toMatchObject({
          status: 'undone',
          undoneBy: undo.actionId,
          revision: original.revision + 1,
        });
        expect(await begin(anAction(person, clock, { undoes: original.actionId }))).toBe('refused');
        expect((await stores.facts()).map(({ id }) => id)).toContain(`${undo.actionId}.undone`);
      });

      it('waits for its end, and is refused of one that came to nothing, of an undone one, and of none', async () => {
        const running = await begun();
        const failed = await ended(2, 0);
        for (const undoes of [running.actionId, failed.actionId, rng.timedId('act', clock.now())]) {
          const undo = anAction(person, clock, { undoes });
          expect(await begin(undo)).toBe('refused');
          expect(await find(undo)).toBeUndefined();
        }
        expect(await find(running)).toEqual(running);
      });

      it('can be tried again after an undo that did nothing', async () => {
        const original = await ended();
        const undo = await undoOf(original);
        await stores.actions.end(await anEnd(undo, clock, { done: 0, original }));
        const row = (await find(original))!;
        expect(row).toMatchObject({ status: 'completed' });
        expect(row).not.toHaveProperty('undoneBy');
        expect(await begin(anAction(person, clock, { undoes: original.actionId }))).toBe('begun');
      });

      it('can go on after a part of it was taken back, by one undo at a time too', async () => {
        const original = await ended(3);
        const first = await undoOf(original);
        await stores.actions.end(await anEnd(first, clock, { done: 2, original }));
        const partly = (await find(original))!;
        expect(partly).toMatchObject({ status: 'partially_undone', undoneBy: first.actionId });
        const undos = Array.from({ length: 5 }, () => anAction(person, clock, { undoes: original.actionId }));
        const outcomes = await Promise.all(undos.map(undo => begin(undo)));
        expect(outcomes.filter(outcome => outcome === 'begun')).toHaveLength(1);
        const second = undos[outcomes.indexOf('begun')]!;
        expect(await stores.actions.end(await anEnd(second, clock, { original: partly }))).toBe(true);
        expect(await find(original)).toMatchObject({ status: 'undone', undoneBy: second.actionId });
      });

      it('stays partly done when a further undo did nothing, and can be tried again', async () => {
        const original = await ended(3);
        const first = await undoOf(original);
        await stores.actions.end(await anEnd(first, clock, { done: 2, original }));
        const partly = (await find(original))!;
        const second = await undoOf(partly);
        await stores.actions.end(await anEnd(second, clock, { done: 0, original: partly }));
        expect(await find(original)).toMatchObject({ status: 'partially_undone' });
        expect(await begin(anAction(person, clock, { undoes: original.actionId }))).toBe('begun');
      });

      it('is not judged by an undo that does not hold it: then nothing at all is written', async () => {
        const [original, another] = [await ended(), await ended()];
        const undo = await undoOf(original);
        const end = await anEnd(undo, clock, { original: another });
        await expect(stores.actions.end(end)).rejects.toThrow();
        expect(await find(undo)).toEqual(undo);
        expect(await find(another)).toEqual(another);
        expect((await stores.facts()).map(({ id }) => id)).not.toContain(`${undo.actionId}.executed`);
      });
    });

    it('lists those of a nation, newest first, page by page, each once', async () => {
      const made: string[] = [];
      for (let index = 0; index < 7; index++) {
        made.unshift((await begun()).actionId);
        await clock.advance(1_000);
      }
      const seen: string[] = [];
      for (let before: string | undefined; ;) {
        const page = await stores.actions.list(person.nationSlug, {}, { limit: 3, before });
        seen.push(...page.map(({ actionId }) => actionId));
        if (page.length < 3) break;
        before = page.at(-1)!.actionId;
      }
      expect(seen).toEqual(made);
    });

    it('lists by person and by query, and fills a page past what does not fit', async () => {
      const queryId = rng.id('qry');
      const mine: string[] = [];
      const others: string[] = [];
      for (let index = 0; index < 4; index++) {
        mine.unshift((await begun(index % 2 === 0 ? { queryId } : {})).actionId);
        await clock.advance(1);
        others.unshift((await begun({ userId: rng.id('usr') })).actionId);
        await clock.advance(1);
      }
      const ids = async (filter: Parameters<ChangeStores['actions']['list']>[1], limit = 10) =>
        (await stores.actions.list(person.nationSlug, filter, { limit })).map(({ actionId }) => actionId);
      const { userId } = person;
      expect(await ids({})).toHaveLength(8);
      expect(await ids({ userId })).toEqual(mine);
      expect(await ids({ userId }, 3)).toEqual(mine.slice(0, 3));
      expect(await ids({ queryId })).toEqual([mine[1], mine[3]]);
      const first = Date.parse('2026-11-20T10:00:00.000Z');
      expect(await ids({ userId, since: first })).toEqual(mine);
      expect(await ids({ userId, since: first + 4 })).toEqual(mine.slice(0, 2));
      expect(await ids({ userId, since: clock.now() + 1 })).toEqual([]);
      expect(await ids({ userId: rng.id('usr') })).toEqual([]);
    });

    it('keeps what a key stands for, once for each person, whatever is offered later and how many at once', async () => {
      const offer = () => ({ request: 'a'.repeat(64), actionId: rng.timedId('act', 1), confirmationId: rng.timedId('cnf', 1) });
      const offers = Array.from({ length: 20 }, offer);
      const kept = await Promise.all(offers.map(one => stores.actions.undoKey(person, 'key 1', one)));
      expect(new Set(kept.map(({ actionId }) => actionId)).size).toBe(1);
      expect(offers).toContainEqual(kept[0]);
      const other = offer();
      expect(await stores.actions.undoKey({ ...person, userId: rng.id('usr') }, 'key 1', other)).toEqual(other);
      expect(await stores.actions.undoKey(person, 'key 2', other)).toEqual(other);
    });

    it('erases what some were about, with their journals, and nothing else', async () => {
      const [first, second] = [await ended(), await ended()];
      const line = { plan: [{ id: '110', type: 'signups' as const, before: { employer: 'Acme' } }] };
      for (const action of [first, second]) await stores.actions.addLine(action, 1, line);
      await stores.actions.erase([first]);
      await stores.actions.erase([first]);
      expect(await stores.actions.content(first)).toBeUndefined();
      expect(await stores.actions.lines(first)).toEqual([]);
      expect(await begin(first)).toBe('refused'); // its entry is there
      const { summary: _words, ...facts } = first;
      expect(await find(first)).toEqual({ ...facts, failures: [], erased: true });
      expect(await find(second)).toEqual(second);
      expect(await stores.actions.content(second)).toEqual(aContent());
      expect(await stores.actions.lines(second)).toEqual([line]);
    });
  });
}
