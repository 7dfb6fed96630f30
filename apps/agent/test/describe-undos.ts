import { SystemRng } from '@nat/service-kit';
import { ActionScene, type MakeStores } from './action-scene';
import { anAction, anEnd } from './change-rows';

const rng = new SystemRng();

/** The promises of `ActionStore` about taking actions back, for each of its forms. */
export function describeUndos(name: string, make: MakeStores): void {
  describe(name, () => {
    let scene: ActionScene;
    beforeEach(async () => void (scene = await ActionScene.start(make)));

    describe('taking it back', () => {
      it('is for one undo of twenty at once', async () => {
        const original = await scene.ended();
        const undos = Array.from({ length: 20 }, () => anAction(scene.person, scene.clock, { undoes: original.actionId }));
        const outcomes = await Promise.all(undos.map(undo => scene.begin(undo)));
        expect(outcomes.filter(outcome => outcome === 'begun')).toHaveLength(1);
        const undo = undos[outcomes.indexOf('begun')]!;
        expect(await scene.stores.actions.list(scene.person.nationSlug, {}, { limit: 100 })).toHaveLength(2);
        await scene.stores.actions.end(await anEnd(undo, scene.clock, { original }));
        expect(await scene.find(original)).toMatchObject({
          status: 'undone',
          undoneBy: undo.actionId,
          revision: original.revision + 1,
        });
        expect(await scene.begin(anAction(scene.person, scene.clock, { undoes: original.actionId }))).toBe('refused');
        expect((await scene.stores.facts()).map(({ id }) => id)).toContain(`${undo.actionId}.undone`);
      });

      it('waits for its end, and is refused of one that came to nothing, of an undone one, and of none', async () => {
        const running = await scene.begun();
        const failed = await scene.ended(2, 0);
        for (const undoes of [running.actionId, failed.actionId, rng.timedId('act', scene.clock.now())]) {
          const undo = anAction(scene.person, scene.clock, { undoes });
          expect(await scene.begin(undo)).toBe('refused');
          expect(await scene.find(undo)).toBeUndefined();
        }
        expect(await scene.find(running)).toEqual(running);
      });

      it('can be tried again after an undo that did nothing', async () => {
        const original = await scene.ended();
        const undo = await scene.undoOf(original);
        await scene.stores.actions.end(await anEnd(undo, scene.clock, { done: 0, original }));
        const row = (await scene.find(original))!;
        expect(row).toMatchObject({ status: 'completed' });
        expect(row).not.toHaveProperty('undoneBy');
        expect(await scene.begin(anAction(scene.person, scene.clock, { undoes: original.actionId }))).toBe('begun');
      });

      it('can go on after a part of it was taken back, by one undo at a time too', async () => {
        const original = await scene.ended(3);
        const first = await scene.undoOf(original);
        await scene.stores.actions.end(await anEnd(first, scene.clock, { done: 2, original }));
        const partly = (await scene.find(original))!;
        expect(partly).toMatchObject({ status: 'partially_undone', undoneBy: first.actionId });
        const undos = Array.from({ length: 5 }, () => anAction(scene.person, scene.clock, { undoes: original.actionId }));
        const outcomes = await Promise.all(undos.map(undo => scene.begin(undo)));
        expect(outcomes.filter(outcome => outcome === 'begun')).toHaveLength(1);
        const second = undos[outcomes.indexOf('begun')]!;
        expect(await scene.stores.actions.end(await anEnd(second, scene.clock, { original: partly }))).toBe(true);
        expect(await scene.find(original)).toMatchObject({ status: 'undone', undoneBy: second.actionId });
      });

      it('stays partly done when a further undo did nothing, and can be tried again', async () => {
        const original = await scene.ended(3);
        const first = await scene.undoOf(original);
        await scene.stores.actions.end(await anEnd(first, scene.clock, { done: 2, original }));
        const partly = (await scene.find(original))!;
        const second = await scene.undoOf(partly);
        await scene.stores.actions.end(await anEnd(second, scene.clock, { done: 0, original: partly }));
        expect(await scene.find(original)).toMatchObject({ status: 'partially_undone' });
        expect(await scene.begin(anAction(scene.person, scene.clock, { undoes: original.actionId }))).toBe('begun');
      });

      it('is not judged by an undo that does not hold it: then nothing at all is written', async () => {
        const [original, another] = [await scene.ended(), await scene.ended()];
        const undo = await scene.undoOf(original);
        const end = await anEnd(undo, scene.clock, { original: another });
        await expect(scene.stores.actions.end(end)).rejects.toThrow();
        expect(await scene.find(undo)).toEqual(undo);
        expect(await scene.find(another)).toEqual(another);
        expect((await scene.stores.facts()).map(({ id }) => id)).not.toContain(`${undo.actionId}.executed`);
      });
    });

    it('keeps what a key stands for, once for each scene.person, whatever is offered later and how many at once', async () => {
      const offer = () => ({ request: 'a'.repeat(64), actionId: rng.timedId('act', 1), confirmationId: rng.timedId('cnf', 1) });
      const offers = Array.from({ length: 20 }, offer);
      const kept = await Promise.all(offers.map(one => scene.stores.actions.undoKey(scene.person, 'key 1', one)));
      expect(new Set(kept.map(({ actionId }) => actionId)).size).toBe(1);
      expect(offers).toContainEqual(kept[0]);
      const other = offer();
      expect(await scene.stores.actions.undoKey({ ...scene.person, userId: rng.id('usr') }, 'key 1', other)).toEqual(other);
      expect(await scene.stores.actions.undoKey(scene.person, 'key 2', other)).toEqual(other);
    });
  });
}
