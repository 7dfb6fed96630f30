import { aboutPeople, aboutPerson, type Reading } from '../intent';
import { keyOf, together, type Plan, type PlanKit } from '../plan';
import { fieldsOf } from '../tool-outcome';
import type { Row } from '../wording';
import { ask, carryOut, type ChangeCall } from './order';
import { idOf, keptByIds, keptPeople, nameOfPerson, type KeptPeople, type Target } from './target';
import { toldChange, type Saying } from './told-change';

/** A change that can be made to one person, or to all of a selection at once. */
export interface ChangeOfPeople extends Pick<Saying, 'verb' | 'what' | 'instead'> {
  readonly one: (personId: string) => ChangeCall;
  readonly many: (resultSet: string) => ChangeCall;
}

/** How an order is answered that changes people. */
export const changing = (kit: PlanKit, target: Target, change: ChangeOfPeople): Reading =>
  aboutTarget(target, () => changePeople(kit, target, change));

/** "her" and "them" in a later clause are whom an order is about. */
export function aboutTarget(target: Target, plan: () => Plan): Reading {
  if (target.kind === 'people') return target.selection.ofThem ? plan : aboutPeople(target.selection, plan);
  return aboutPerson(target.find.length === 1 ? target.find[0] : undefined, plan);
}

/** More people than this are changed as a selection: the fifth single call of a kind is refused. */
const singlesAtMost = 4;

/** Each of a few by a call of their own, more of them as a selection. */
export function* changePeople(kit: PlanKit, target: Target, change: ChangeOfPeople): Plan {
  if (target.kind === 'people') return yield* changeAll(kit, yield* keptPeople(kit, target.selection), change);
  const people = yield* together(target.find.map(find => find(kit)));
  if (people.length > singlesAtMost) return yield* changeAll(kit, yield* keptByIds(kit, people.map(idOf)), change);
  const told = yield* together(people.map(person => changeOne(kit, person, change)));
  return [...new Set(told)].join(' ');
}

function* changeAll(kit: PlanKit, { resultSet, count, who }: KeptPeople, change: ChangeOfPeople): Plan {
  return yield* carryOut(kit, change.many(resultSet), { ...change, whom: who, count });
}

function* changeOne(kit: PlanKit, person: Row, change: ChangeOfPeople): Plan {
  const call = change.one(idOf(person));
  const saying: Saying = { ...change, whom: () => nameOfPerson(person), count: 1 };
  const outcome = yield* ask(kit, call, saying);
  if (outcome?.ok === false && outcome.code === 'use_bulk')
    return yield* changeAll(kit, yield* keptByIds(kit, refusedAlike(kit, call)), change);
  return toldChange(outcome, saying);
}

/** Everybody for whom the same change was refused because it was one of too many: one selection does for all of them. */
function refusedAlike(kit: PlanKit, call: ChangeCall): string[] {
  const alike = keyOf({ name: call.tool, input: split(call.input).rest });
  return kit.calls.flatMap(({ name, input, outcome }) => {
    const { id, rest } = split(fieldsOf(input) ?? {});
    const same = !outcome.ok && outcome.code === 'use_bulk' && keyOf({ name, input: rest }) === alike;
    return same && id !== undefined ? [id] : [];
  });
}

function split({ signup_id: person, id = person, ...rest }: Record<string, unknown>): { id: string | undefined; rest: unknown } {
  return { id: typeof id === 'string' ? id : undefined, rest };
}
