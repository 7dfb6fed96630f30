import { SystemRng } from '@nat/service-kit';
import { actionLeaseMs, type ActionRow, givenBack } from '../src/actions/action-row';
import { ActionScene, type MakeStores } from './action-scene';
import { anAction, anEnd } from './change-rows';

const rng = new SystemRng();

/** The promises of `ActionStore` about who carries an action on and how it ends, for each of its forms. */
export function describeActionLeases(name: string, make: MakeStores): void {
  describe(name, () => {
    let scene: ActionScene;
    beforeEach(async () => void (scene = await ActionScene.start(make)));

    describe('its lease', () => {
      it('is renewed under its fence, with how far the action is', async () => {
        const action = await scene.begun({ targets: 9 });
        const progress = { done: 3, alreadySo: 1, failed: 1, unknown: 0, background: true };
        const renewed = await scene.stores.actions.renew(action, scene.later(60_000), progress);
        expect(renewed).toEqual({ ...action, ...progress, leaseUntil: scene.later(60_000), revision: 2 });
        expect(await scene.find(action)).toEqual(renewed);
        expect(await scene.stores.actions.renew(action, scene.later(61_000))).toMatchObject({ ...progress, revision: 3 });
      });

      it('is taken over by one of twenty, as it was seen and no other, and the process before has lost it', async () => {
        const action = await scene.begun({ targets: 3 });
        const renewed = (await scene.stores.actions.renew(action, scene.later(60_000)))!;
        expect(await scene.stores.actions.takeOver(action, scene.later(90_000))).toBeUndefined(); // it was renewed meanwhile
        const takers = await Promise.all(
          Array.from({ length: 20 }, () => scene.stores.actions.takeOver(renewed, scene.later(90_000))),
        );
        const [taken, ...rest] = takers.filter(row => row !== undefined);
        expect(rest).toEqual([]);
        expect(taken).toMatchObject({ fence: 2, background: true, leaseUntil: scene.later(90_000), revision: 3 });
        expect(await scene.stores.actions.renew(action, scene.later(99_000))).toBeUndefined();
        expect(await scene.stores.actions.end(await anEnd(action, scene.clock))).toBe(false);
        expect(await scene.find(action)).toEqual(taken);
        expect(await scene.stores.facts()).toEqual([]);
        expect(await scene.stores.actions.end(await anEnd(taken!, scene.clock))).toBe(true);
      });

      it('lapses, or is given back, until it is renewed or the action ends', async () => {
        const [first, second, third] = [await scene.begun(), await scene.begun(), await scene.begun()];
        const lapsed = async () =>
          (await scene.stores.actions.lapsed(scene.later(1), 100)).map(({ actionId }) => actionId).toSorted();
        const ids = (...rows: ActionRow[]) => rows.map(({ actionId }) => actionId).toSorted();
        expect(await lapsed()).toEqual([]);
        await scene.stores.actions.renew(third, givenBack);
        expect(await lapsed()).toEqual(ids(third));
        await scene.clock.advance(actionLeaseMs);
        expect(await lapsed()).toEqual(ids(first, second, third));
        const [oldest, next] = await scene.stores.actions.lapsed(scene.later(1), 2);
        expect(oldest).toMatchObject({ actionId: third.actionId, leaseUntil: givenBack });
        expect(ids(first, second)).toContain(next!.actionId);
        await scene.stores.actions.renew(first, scene.later(actionLeaseMs));
        await scene.stores.actions.end(await anEnd(second, scene.clock));
        expect(await lapsed()).toEqual(ids(third));
        await scene.stores.actions.takeOver((await scene.find(third))!, scene.later(actionLeaseMs));
        expect(await lapsed()).toEqual([]);
      });

      it('lists the oldest first, wherever they are kept, and none before its last instant is over', async () => {
        const made: ActionRow[] = [];
        for (let index = 0; index < 8; index++) {
          made.push(await scene.begun());
          await scene.clock.advance(1_000);
        }
        const lapsed = async (instant: string, limit: number) =>
          (await scene.stores.actions.lapsed(instant, limit)).map(({ actionId }) => actionId);
        const ids = made.map(({ actionId }) => actionId);
        expect(await lapsed(scene.later(actionLeaseMs), 5)).toEqual(ids.slice(0, 5));
        expect(await lapsed(scene.later(actionLeaseMs), 100)).toEqual(ids);
        expect(await lapsed(made[3]!.leaseUntil!, 100)).toEqual(ids.slice(0, 3));
      });

      it('tells whoever holds it that somebody wants it stopped; an ended one stays as it is', async () => {
        const action = await scene.begun();
        expect(await scene.stores.actions.requestCancel(scene.person.nationSlug, action.actionId)).toMatchObject({
          status: 'running',
        });
        expect(await scene.stores.actions.renew(action, scene.later(60_000))).toMatchObject({ cancelRequested: true });
        await scene.stores.actions.end(await anEnd(action, scene.clock));
        const row = await scene.find(action);
        expect(row).not.toHaveProperty('cancelRequested');
        expect(await scene.stores.actions.requestCancel(scene.person.nationSlug, action.actionId)).toEqual(row);
        expect(await scene.find(action)).toEqual(row);
        expect(
          await scene.stores.actions.requestCancel(scene.person.nationSlug, rng.timedId('act', scene.clock.now())),
        ).toBeUndefined();
      });
    });

    describe('its end', () => {
      it('is written once, with its account and its fact', async () => {
        const action = await scene.begun({ targets: 3 });
        await scene.clock.advance(2_000);
        const end = await anEnd(action, scene.clock, { done: 2 });
        const outcomes = await Promise.all(Array.from({ length: 10 }, () => scene.stores.actions.end(end)));
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        const row = (await scene.find(action))!;
        const { leaseUntil: _lease, ...kept } = action;
        expect(row).toEqual({ ...kept, ...end.final, revision: 2 });
        expect(row).toMatchObject({ status: 'partially_failed', done: 2, failed: 1, endedAt: scene.clock.iso() });
        expect((await scene.stores.facts()).map(({ id }) => id)).toEqual([`${action.actionId}.executed`]);
        expect(await scene.stores.actions.renew(action, scene.later(60_000))).toBeUndefined();
        expect(await scene.stores.actions.takeOver(action, scene.later(60_000))).toBeUndefined();
      });

      it.each([
        ['executed', 2],
        ['failed_partial', 1],
        ['failed_partial', 0],
      ])('tells its confirmation: %s when %s of two were done', async (status, done) => {
        const confirmation = await scene.approved();
        const { confirmationId } = confirmation;
        const action = anAction(scene.person, scene.clock, { confirmationId, targets: 2 });
        expect(await scene.begin(action, confirmation)).toBe('begun');
        await scene.stores.actions.end(await anEnd(action, scene.clock, { done }));
        expect(await scene.stores.confirmations.find(scene.person, confirmationId)).toMatchObject({ status });
      });
    });
  });
}
