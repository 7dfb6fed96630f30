import type { NationSlug } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import type { Owner } from '../src/conversation/query-row';
import { ToolError } from '../src/tools/kit/tool-error';
import type { ResultSetStore } from '../src/tools/results/result-set.store';
import { type NewResultSet, resultSetCap, resultSetLifeMs, type ResultSets } from '../src/tools/results/result-sets';

const rng = new SystemRng();

/** One form of the store: opened as often as there are processes, and a conversation that was begun. */
export interface ResultSetForm {
  /** A process of its own over the same rows. */
  open(): ResultSetStore;
  /** Begins a conversation of this person. */
  begin(owner: Owner, conversationId: string): Promise<void>;
}

/** A selection of people. */
export function people(ids: readonly string[], more: Partial<NewResultSet> = {}): NewResultSet {
  return { type: 'signups', ids, criteria: 'volunteers in Austin', truncated: false, ...more };
}

/** The promises of {@link ResultSetStore}, for each of its forms. */
export function describeResultSets(name: string, make: (clock: ManualClock) => Promise<ResultSetForm>): void {
  describe(name, () => {
    let clock: ManualClock;
    let form: ResultSetForm;
    let owner: Owner;
    let conversationId: string;
    let sets: ResultSets;

    beforeEach(async () => {
      clock = new ManualClock('2026-11-20T10:00:00.000Z');
      form = await make(clock);
      owner = { nationSlug: `n${rng.hex(6)}` as NationSlug, userId: rng.id('usr') };
      conversationId = rng.id('cnv');
      await form.begin(owner, conversationId);
      sets = form.open().of(owner, conversationId);
    });

    it('keeps a selection as it was made, and gives it back in another process', async () => {
      const saved = await sets.save(people(['9', '10', '2'], { truncated: true, criteria: 'gave over $100 ✓' }));
      expect(saved).toEqual({
        id: 'rs_1',
        type: 'signups',
        ids: ['9', '10', '2'],
        criteria: 'gave over $100 ✓',
        truncated: true,
        createdAt: clock.iso(),
      });
      expect(await form.open().of(owner, conversationId).find('rs_1')).toEqual(saved);
    });

    it('keeps a repeated id once', async () => {
      expect((await sets.save(people(['3', '1', '3', '1', '2']))).ids).toEqual(['3', '1', '2']);
    });

    it('keeps as many as one bulk change takes, also of long ids, and none more', async () => {
      const ids = Array.from({ length: resultSetCap }, () => rng.uuid());
      const { id } = await sets.save(people(ids));
      expect((await sets.find(id))!.ids).toEqual(ids);
      const error: unknown = await sets.save(people([...ids, 'one more'])).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ToolError);
      expect(error).toMatchObject({ code: 'too_many_records' });
    });

    it('gives every selection a handle of its own, when two processes save at once', async () => {
      const processes = [form.open(), form.open()].map(store => store.of(owner, conversationId));
      const saved = await Promise.all(Array.from({ length: 20 }, (_, index) => processes[index % 2]!.save(people([`${index}`]))));
      expect(new Set(saved.map(({ id }) => id)).size).toBe(20);
      for (const set of saved) expect(await sets.find(set.id)).toEqual(set);
    });

    it('tells nothing to another person, another nation, or another conversation', async () => {
      await sets.save(people(['1']));
      const elsewhere = rng.id('cnv');
      await form.begin(owner, elsewhere);
      const strangers: [Owner, string][] = [
        [{ ...owner, userId: rng.id('usr') }, conversationId],
        [{ ...owner, nationSlug: 'other' as NationSlug }, conversationId],
        [owner, elsewhere],
      ];
      for (const [who, where] of strangers) expect(await form.open().of(who, where).find('rs_1')).toBeUndefined();
    });

    it.each(['rs_2', 'rs_0', 'rs_01', 'rs_', 'rs_1 ', 'RS_1', '1', '', 'rs_99999999999', 'rs_1#', '__proto__'])(
      'has nothing under %j',
      async id => {
        await sets.save(people(['1']));
        expect(await sets.find(id)).toBeUndefined();
        await expect(sets.get(id)).rejects.toMatchObject({ code: 'result_set_unknown' });
      },
    );

    it('forgets it after a day, whether or not it was cleaned up, and never gives its handle again', async () => {
      await sets.save(people(['1']));
      await clock.advance(resultSetLifeMs - 1);
      expect(await sets.find('rs_1')).toBeDefined();
      await clock.advance(1);
      expect(await sets.find('rs_1')).toBeUndefined();
      expect(
        (
          await form
            .open()
            .of(owner, conversationId)
            .save(people(['2']))
        ).id,
      ).toBe('rs_2');
    });
  });
}
