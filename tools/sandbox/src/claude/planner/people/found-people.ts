import type { Place } from '../places';
import { CannotAnswer, countOf, rowsOf, type PlanKit, type Step } from '../plan';
import type { Row } from '../wording';
import type { Condition, Criterion, Said } from './condition';
import { earlierSelection } from './earlier';
import type { Selection } from './selection';

/** A selection with everything looked up: what holds on the person's own record, and in other records. */
export interface Resolved {
  noun: Selection['noun'];
  own: Record<string, unknown>;
  place?: Place;
  criteria: Criterion[];
  said: Said[];
}

/** One for each place, where several are named. Ends the plan for several places named twice: that would be two conditions in one. */
export function* resolve(kit: PlanKit, asked: Selection): Step<Resolved[]> {
  const { selection, resultSet } = asked.ofThem ? earlierSelection(kit, asked) : { selection: asked, resultSet: undefined };
  const own: Record<string, unknown> = {};
  const criteria: Criterion[] = resultSet ? [{ from: 'result_set', id: resultSet }] : [];
  const said: Said[] = [];
  let places: Place[] = [];
  for (const condition of selection.conditions) {
    if (condition.places && places.length === 0) {
      ({ places } = condition as { places: Place[] });
      continue;
    }
    const one = yield* lookUp(kit, condition);
    if (one.own && Object.keys(one.own).some(key => key in own)) criteria.push({ from: 'signups', filter: one.own });
    else Object.assign(own, one.own);
    if (one.criterion) criteria.push(one.criterion);
    said.push(one.said);
  }
  const told = said.filter(words => !isNoun(words, selection));
  if (selection.persons && told.length === 0 && criteria.length === 0) own['signup_type'] = 0;
  const each = { noun: selection.noun, own, criteria, said: told };
  return places.length === 0 ? [each] : places.map(place => ({ ...each, place }));
}

interface LookedUp {
  own?: Record<string, unknown>;
  criterion?: Criterion;
  said: Said;
}

function* lookUp(kit: PlanKit, { own, ownLater, places, criterion, said }: Condition): Step<LookedUp> {
  if (ownLater) return yield* ownLater(kit);
  if (criterion) return { said, ...(yield* criterion(kit)) };
  if (!places) return { said, ...(own && { own }) };
  const [place, ...others] = places;
  if (!place || others.length > 0) throw new CannotAnswer('I can combine one further place with others, not several.');
  return { said, criterion: { from: 'signups', ...placeOf(place) } };
}

/** A donor "is a donor" already by the word for them. */
const isNoun = ([one]: Said, { noun }: Selection): boolean => one === `is a ${noun[0]}`;

export const placeOf = ({ city, state }: Place) => ({ ...(city && { city }), ...(state && { state }) });

/** Whom a selection found: the first of them, how many there are, and where all of them are kept. */
export interface People {
  rows: Row[];
  count: number;
  partial: boolean;
  resultSet: string | undefined;
}

/** Finds people by the one call that takes all their conditions. `keep`: as a selection, for what comes next. */
export function* findPeople(kit: PlanKit, resolved: Resolved, limit: number, keep: boolean): Step<People> {
  const { noun, own, place, criteria } = resolved;
  const hasOwn = Object.keys(own).length > 0;
  const where = place ? placeOf(place) : {};
  const filter = hasOwn ? { filter: own } : {};
  if (criteria.length === 0 && !keep) {
    const result = yield* kit.call(
      noun[1],
      'list_signups',
      { ...filter, ...where, limit },
      { filter: { ...own, ...where }, limit },
    );
    return { rows: rowsOf(result), ...countOf(result), resultSet: undefined };
  }
  const first: Criterion[] = hasOwn || place || criteria.length === 0 ? [{ from: 'signups', ...filter, ...where }] : [];
  const result = yield* kit.call(noun[1], 'find_people', { all: [...first, ...criteria] });
  return { rows: rowsOf(result), ...countOf(result), resultSet: result.resultSet };
}

/** `attended Spring Rally and have never given`, after one person or several. */
export function saying({ said, place }: Pick<Resolved, 'said' | 'place'>, count: number): string {
  const form = count === 1 ? 0 : 1;
  const lives = place ? [`${count === 1 ? 'lives' : 'live'} in ${place.label}`] : [];
  const all = [...lives, ...said.map(words => words[form])];
  if (all.length < 2) return all[0] ?? '';
  // A period after a comma would run into what follows.
  const closed = all.map(words => words.replace(/, (\d[^,]*)$/, ' ($1)'));
  return `${closed.slice(0, -1).join(', ')} and ${closed.at(-1)}`;
}
