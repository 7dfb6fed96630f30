import { GivenRole } from '@nat/contracts';
import fc from 'fast-check';
import { emptyModel, type Model, type Outcome, ownerOf, people, roleOf, step, type Try } from './nation-model';
import { NationsInMemory } from './nations-in-memory';

jest.setTimeout(120_000);
const nations = ['one', 'two'] as const;

const nation = fc.constantFrom(...nations);
const who = fc.nat(people - 1);
const role = fc.constantFrom(...GivenRole.options);
/** Tries before this one, of which few are invitations: small numbers are likelier to be. */
const invite = fc.nat(40);
const by = { nation, who };

const anyTry: fc.Arbitrary<Try> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('join' as const), ...by }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('role' as const), ...by, whom: who, role }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), ...by, whom: who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hand_over' as const), ...by, whom: who }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('invite' as const), ...by, address: fc.nat(people + 2), role }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), ...by, invite }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('accept' as const), ...by, invite }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('open' as const), ...by, on: fc.boolean() }) },
);
/** What is tried at once. */
const moment = fc.array(anyTry, { minLength: 1, maxLength: 3 });

/** Every state that some order of the tries leads to, each with the very outcomes that were seen. */
function explanations(
  before: Model,
  tries: readonly (readonly [id: number, asked: Try])[],
  seen: ReadonlyMap<number, Outcome>,
): Model[] {
  if (tries.length === 0) return [before];
  return tries.flatMap(([id, asked], index) => {
    const { outcome, model } = step(before, asked, id);
    return outcome === seen.get(id) ? explanations(model, tries.toSpliced(index, 1), seen) : [];
  });
}

/** Whether the nations are as the model says: roles, owner, and what the events told of them. */
function agrees(real: NationsInMemory, model: Model): boolean {
  return nations.every(
    slug =>
      real.owner(slug) === ownerOf(model, slug) &&
      Array.from({ length: people }).every((_, person) => {
        const expected = roleOf(model, slug, person);
        return real.role(slug, person) === expected && real.heardRole(slug, person) === expected;
      }),
  );
}

async function played(moments: readonly Try[][], seed: number): Promise<Map<Outcome, number>> {
  const real = new NationsInMemory(seed);
  await real.populate(nations);
  const counted = new Map<Outcome, number>();
  let model = emptyModel;
  let count = 0;
  for (const tries of moments) {
    const numbered = tries.map(asked => [count++, asked] as const);
    const outcomes = await Promise.all(numbered.map(async ([id, asked]) => [id, await real.attempt(asked, id)] as const));
    for (const [, outcome] of outcomes) counted.set(outcome, (counted.get(outcome) ?? 0) + 1);
    const after = explanations(model, numbered, new Map(outcomes)).find(each => agrees(real, each));
    if (!after) throw new Error(`no order of ${JSON.stringify(numbered)} explains ${JSON.stringify(outcomes)}`);
    model = after;
    for (const slug of nations) {
      const owners = Array.from({ length: people }, (_, person) => real.role(slug, person)).filter(own => own === 'owner');
      expect(owners).toHaveLength(real.owner(slug) === undefined ? 0 : 1);
    }
  }
  return counted;
}

it('whatever is tried, one by one or at once, does what the rules say in some order, with one owner and a fitting event each', async () => {
  const total = new Map<Outcome, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 10, maxLength: 40 }), fc.nat(), async (moments, seed) => {
      for (const [outcome, times] of await played(moments, seed)) total.set(outcome, (total.get(outcome) ?? 0) + times);
    }),
    { numRuns: 600 },
  );
  const common = [
    'done',
    'forbidden',
    'role_required',
    'owner_required',
    'not_found',
    'already_member',
    'invite_expired',
  ] as const;
  for (const outcome of common) expect(total.get(outcome)).toBeGreaterThan(50);
});
