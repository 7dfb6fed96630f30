import fc from 'fast-check';
import { Timeline } from './timeline';

const step = fc.oneof(
  fc.record({ add: fc.nat(20), at: fc.nat(50) }),
  fc.record({ remove: fc.nat(20) }),
  fc.record({ take: fc.nat(50) }),
);

describe('Timeline', () => {
  it('gives what is due, earliest first, after any additions, moves and removals', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const timeline = new Timeline<number>();
        const model = new Map<number, number>();
        for (const each of steps) {
          if ('add' in each) {
            timeline.delete(each.add);
            timeline.add(each.add, each.at);
            model.set(each.add, each.at);
          } else if ('remove' in each) {
            timeline.delete(each.remove);
            model.delete(each.remove);
          } else {
            const due = [...model].filter(([, at]) => at <= each.take).toSorted(([, a], [, b]) => a - b);
            const taken = timeline.takeUntil(each.take);
            expect(taken.map(value => model.get(value))).toEqual(due.map(([, at]) => at));
            expect(new Set(taken)).toEqual(new Set(due.map(([value]) => value)));
            due.forEach(([value]) => model.delete(value));
          }
          expect(timeline.size).toBe(model.size);
          expect(timeline.next()).toBe(model.size > 0 ? Math.min(...model.values()) : undefined);
        }
      }),
    );
  });
});
