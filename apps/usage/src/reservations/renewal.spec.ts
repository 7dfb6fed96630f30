import fc from 'fast-check';
import { hold } from '../../test/builders';
import type { PlacedHold } from './balance';
import { type Renewal, renewed } from './renewal';

const admitted: PlacedHold = { state: 'inflight', hold: hold() };
const after = (words: Renewal[]): PlacedHold => words.reduce((at, word) => renewed(at, word) ?? at, admitted);

/** What a query's runs say, in the order they say it: each renews a few times and then waits; the last may end. */
const story: fc.Arbitrary<Renewal[]> = fc
  .tuple(fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }), fc.constantFrom('held', 'waiting', 'finishing'))
  .map(([runs, last]) => {
    const words = runs.flatMap((renewals, index) => {
      const fence = index + 1;
      const said = Array.from({ length: renewals + 1 }, () => ({ state: 'held' as const, lease: fence, fence }));
      return [...said, { state: 'waiting' as const, lease: 1_000 + fence, fence }];
    });
    if (last === 'waiting') return words;
    const fence = runs.length;
    return [...words.slice(0, -1), ...(last === 'finishing' ? [{ state: last, lease: 0, fence } satisfies Renewal] : [])];
  });

it('puts a hold where its query is at last, in whatever order and however often it hears of it', () => {
  const heard = story.chain(words =>
    fc.tuple(
      fc.constant(words),
      // All of it, some of it again, and all that shuffled; but a run that ends is not followed by another.
      fc.shuffledSubarray([...words, ...words], { minLength: words.length * 2 }),
    ),
  );
  fc.assert(
    fc.property(heard, ([words, shuffled]) => {
      expect(after(shuffled).state).toBe(after(words).state);
      if (after(words).state === 'waiting') expect(after(shuffled)).toEqual(after(words));
    }),
    { numRuns: 2_000 },
  );
});

it('changes nothing of a hold but its place, its lease and the run it was heard of from', () => {
  const word = fc.record({
    state: fc.constantFrom('held' as const, 'waiting' as const, 'finishing' as const),
    lease: fc.nat(),
    fence: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(word), words => {
      const { lease: _lease, fence: _fence, ...kept } = after(words).hold;
      const { lease: _before, ...expected } = admitted.hold;
      expect(kept).toEqual(expected);
    }),
  );
});

it('takes words that name no run as they come', () => {
  const said = (state: Renewal['state'], lease: number): Renewal => ({ state, lease });
  expect(after([said('waiting', 9), said('held', 5)])).toEqual({ state: 'inflight', hold: hold({ lease: 5 }) });
  expect(after([said('held', 5), said('waiting', 9), said('waiting', 7)])).toEqual({
    state: 'waiting',
    hold: hold({ lease: 7 }),
  });
});
