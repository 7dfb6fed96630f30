import fc from 'fast-check';
import { accumulated, writeKey, type Writes } from './accumulation';

/** So many changes of different people by one tool. */
const made = (count: number, tool = 'tag_signup'): Writes =>
  Array.from({ length: count }, (_, index) => ({ tool, key: writeKey(tool, { signup_id: String(index + 1) }) }));
const next = { signup_id: '99' };

it.each([0, 1, 2, 3])('%s changes before let one more be made as it is', count => {
  expect(accumulated(made(count), 'tag_signup', next)).toEqual({ kind: 'as_is' });
});

it.each([4, 5, 24])('after %s changes by a tool that has a bulk form the next has to use that', count => {
  expect(accumulated(made(count), 'tag_signup', next)).toEqual({ kind: 'use_bulk', form: 'bulk_tag' });
});

it('where there is no bulk form each further one asks for itself', () => {
  expect(accumulated(made(4, 'create_donation'), 'create_donation', next)).toEqual({ kind: 'raise', tier: 'critical' });
});

it('a selection is the bulk form already, and asks for itself', () => {
  const step = accumulated(made(4, 'add_to_list'), 'add_to_list', { list_id: '1', result_set: 'rs_1' });
  expect(step).toEqual({ kind: 'raise', tier: 'critical' });
});

it('changes by other tools do not count', () => {
  const others = [...made(3, 'untag_signup'), ...made(4, 'update_signup'), ...made(3)];
  expect(accumulated(others, 'tag_signup', next)).toEqual({ kind: 'as_is' });
});

it('the same change is made once, whatever came between and in whatever order its fields are', () => {
  const input = { signup_id: '7', tag: 'Volunteer', more: { a: 1, b: [1, 2] } };
  const writes = [{ tool: 'tag_signup', key: writeKey('tag_signup', input) }, ...made(20)];
  const reordered = { more: { b: [1, 2], a: 1 }, tag: 'Volunteer', signup_id: '7' };
  expect(accumulated(writes, 'tag_signup', reordered)).toEqual({ kind: 'repeated' });
  expect(accumulated(writes.slice(0, 1), 'untag_signup', reordered)).toEqual({ kind: 'as_is' });
  expect(accumulated(writes.slice(0, 1), 'tag_signup', { ...input, more: { a: 1, b: [2, 1] } })).toEqual({ kind: 'as_is' });
});

it('however a query goes on, four changes by one tool are made and a fifth never as it is', () => {
  const call = fc.record({ tool: fc.constantFrom('tag_signup', 'create_donation', 'add_to_list'), id: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 60 }), calls => {
      const writes: Writes[number][] = [];
      const asIs = new Map<string, Set<number>>();
      for (const { tool, id } of calls) {
        const input = { signup_id: String(id) };
        const step = accumulated(writes, tool, input);
        const seen = asIs.get(tool) ?? new Set<number>();
        if (step.kind === 'as_is') {
          expect(seen.has(id)).toBe(false);
          asIs.set(tool, seen.add(id));
        }
        if (step.kind === 'as_is' || step.kind === 'raise') writes.push({ tool, key: writeKey(tool, input) });
      }
      for (const seen of asIs.values()) expect(seen.size).toBeLessThanOrEqual(4);
    }),
  );
});
