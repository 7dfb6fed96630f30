import type { PlanKit, Step } from '../plan';
import { CannotAnswer, found } from '../plan';
import { isName, onePersonNamed } from '../intents/person';
import { findPeople, resolve, saying } from '../people/found-people';
import { readSelection, type Selection } from '../people/selection';
import { plainName } from '../clauses';
import { counted, named, type Row } from '../wording';

/** Whom an order is about: one person, or all of a selection. */
export type Target = { kind: 'person'; find: (kit: PlanKit) => Step<Row> } | { kind: 'people'; selection: Selection };

const pronoun = /^(?:this|this person|this signup|him|her|the person|this contact)$/i;

/** Reads "them", "everyone who gave over $100", "Sarah Chen", "her"; undefined for anything else. */
export function readTarget(text: string, kit: PlanKit): Target | undefined {
  if (pronoun.test(text)) return kit.onPage('person') === undefined ? undefined : { kind: 'person', find: personOnPage };
  const selection = readSelection(text, kit.now);
  if (selection) return { kind: 'people', selection };
  const name = plainName(text);
  return isName(name) ? { kind: 'person', find: asking => onePersonNamed(asking, name) } : undefined;
}

function* personOnPage(kit: PlanKit): Step<Row> {
  const [outcome] = yield [kit.plan('this person', 'get_signup', { id: kit.thisOne('person') })];
  return found(outcome, 'this person').data as Row;
}

/** The people of a selection, kept on the server; ends the plan when there is nobody, and where "or" made two groups of them. */
export function* keptPeople(kit: PlanKit, selection: Selection): Step<{ resultSet: string; count: number; who: string }> {
  const parts = yield* resolve(kit, selection);
  const [part] = parts;
  if (parts.length !== 1 || !part)
    throw new CannotAnswer('I can do that for the people of one place at a time. Please name one. Nothing was changed.');
  const { count, resultSet } = yield* findPeople(kit, part, 1, true);
  const who = [counted(count, part.noun[0], part.noun[1]), saying(part, count).replace(/, (\d[^,]*)$/, ' ($1)')]
    .filter(Boolean)
    .join(' who ');
  if (count === 0) throw new CannotAnswer(`I found no ${who.replace(/^0 /, '')}. Nothing was changed.`);
  if (!resultSet) throw new CannotAnswer('The people were found but not kept, so I cannot go on with them. Nothing was changed.');
  return { resultSet, count, who };
}

export const nameOfPerson = (row: Row): string => named(row['name'] ?? row['full_name']);
