import { onePersonNamed, readCalled } from '../named-person';
import { earlierPeople, peopleIn } from '../people/earlier';
import { findPeople, resolve, saying } from '../people/found-people';
import { readSelection, type Selection } from '../people/selection';
import { CannotAnswer, found, together, type FindsPerson, type PlanKit, type Step } from '../plan';
import { counted, named, type Row } from '../wording';

/** Whom an order is about: people who are named, or all of a selection. */
export type Target =
  { kind: 'persons'; find: readonly [FindsPerson, ...FindsPerson[]] } | { kind: 'people'; selection: Selection };

const here = /^(?:this|this person|this signup|this contact|this supporter|this donor|this volunteer)$/i;
const pronoun = /^(?:her|him|them|the person)$/i;
const separator = /\s*,\s*(?:and\s+)?|\s+and\s+/i;

/** Reads "them", "everyone who gave over $100", "Sarah Chen", "Sarah Chen and Bob Stone", "her"; undefined for anything else. */
export function readTarget(text: string, kit: PlanKit): Target | undefined {
  const one = pointedAt(text, kit);
  if (one) return { kind: 'persons', find: [one] };
  const selection = readSelection(text, kit.now);
  if (selection) return { kind: 'people', selection };
  const [first, ...others] = text.split(separator).map(part => readPerson(part, kit));
  return first && others.every(other => other !== undefined) ? { kind: 'persons', find: [first, ...others] } : undefined;
}

/** Reads one person: "her", "this person", "person 12", "Sarah Chen". */
export const readPerson = (text: string, kit: PlanKit): FindsPerson | undefined => pointedAt(text, kit) ?? readNamed(text);

function readNamed(text: string): FindsPerson | undefined {
  const called = here.test(text) || pronoun.test(text) ? undefined : readCalled(text);
  return called && (kit => onePersonNamed(kit, called));
}

/** By number, or by what is on the page or was spoken of. */
function pointedAt(text: string, kit: PlanKit): FindsPerson | undefined {
  if (pronoun.test(text)) return spokenOf(text, kit);
  const id = here.test(text) ? kit.onPage('person') : text.match(/^(?:person|signup) #?(\d{1,20})$/i)?.[1];
  return id === undefined ? undefined : withId(id);
}

/** "them" is one person only where nobody asked for several since. */
function spokenOf(text: string, kit: PlanKit): FindsPerson | undefined {
  const [before] = kit.earlier;
  const several = /^them$/i.test(text);
  if (several && kit.mentionedPeople) return undefined;
  if (several && before && (before.resultSet !== undefined || peopleIn(before.question, kit))) return undefined;
  if (kit.mentioned) return kit.mentioned;
  const id = (several ? undefined : kit.onPage('person')) ?? before?.person;
  return id === undefined ? undefined : withId(id);
}

const withId = (id: string): FindsPerson =>
  function* (kit) {
    const [outcome] = yield [kit.plan('this person', 'get_signup', { id })];
    return found(outcome, 'this person').data as Row;
  };

/** People kept on the server: where, how many, and how they are spoken of. */
export interface KeptPeople {
  resultSet: string;
  count: number;
  readonly who: (count: number) => string;
}

/** The people of a selection, kept on the server; ends the plan when there is nobody, and where "or" made two groups of them. */
export function* keptPeople(kit: PlanKit, selection: Selection): Step<KeptPeople> {
  const before = earlierPeople(kit, selection);
  if (before) return { ...before, who: count => counted(count, ...before.noun) };
  const parts = yield* resolve(kit, selection);
  const [part] = parts;
  if (parts.length !== 1 || !part)
    throw new CannotAnswer('I can do that for the people of one place at a time. Please name one. Nothing was changed.');
  const { count, resultSet } = yield* findPeople(kit, part, 1, true);
  const who = (many: number): string =>
    [counted(many, part.noun[0], part.noun[1]), saying(part, many).replace(/, (\d[^,]*)$/, ' ($1)')]
      .filter(Boolean)
      .join(' who ');
  if (count === 0) throw new CannotAnswer(`I found no ${who(count).replace(/^0 /, '')}. Nothing was changed.`);
  if (!resultSet) throw new CannotAnswer('The people were found but not kept, so I cannot go on with them. Nothing was changed.');
  return { resultSet, count, who };
}

/** The people with these ids, kept on the server. */
export function* keptByIds(kit: PlanKit, ids: readonly string[]): Step<KeptPeople> {
  const all = [{ from: 'signups', filter: { id: ids } }];
  const { resultSet, count = ids.length } = yield* kit.call('people', 'find_people', { all });
  if (!resultSet) throw new CannotAnswer('The people were found but not kept, so I cannot go on with them. Nothing was changed.');
  return { resultSet, count, who: many => counted(many, 'person', 'people') };
}

/** Whoever an order is about, kept on the server. */
export function* keptTarget(kit: PlanKit, target: Target): Step<KeptPeople> {
  if (target.kind === 'people') return yield* keptPeople(kit, target.selection);
  const people = yield* together(target.find.map(find => find(kit)));
  return yield* keptByIds(kit, people.map(idOf));
}

export const idOf = (row: Row): string => String(row['id']);
export const nameOfPerson = (row: Row): string => named(row['name'] ?? row['full_name']);
