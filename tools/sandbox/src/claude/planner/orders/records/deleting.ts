import { withPossessives } from '../../clauses';
import { aboutPerson, type Intent, type Reading } from '../../intent';
import { readings, says } from '../../phrases';
import { CannotAnswer, rowsOf, WhichOne, type FindsPerson, type Plan, type PlanKit, type Step } from '../../plan';
import { counted, type Row } from '../../wording';
import { changing, type ChangeOfPeople } from '../of-people';
import { carryOut, ofOne } from '../order';
import { idOf, nameOfPerson, readPerson, readTarget } from '../target';
import { ownedKinds, type OwnedKind, type Which } from './owned-kinds';

const remove = '(delete|remove|erase)';
const forms = ownedKinds.map(kind => ({
  kind,
  byId: says(`${remove} [the] ${kind.noun} [number] <id>`),
  here: says(`${remove} this ${kind.noun}`),
  ofPerson: readings(
    `${remove} <whom> 's ${kind.noun}`,
    `${remove} <whom> 's <which> ${kind.noun}`,
    `${remove} [the|a|that] ${kind.noun} (from|of|by|with) <whom>`,
    `${remove} [the|a|that] <which> ${kind.noun} (from|of|by|with) <whom>`,
  ),
}));
const people = readings(
  `${remove} <whom> (from|out of) (the|our) (database|nation|system|records|people)`,
  `${remove} [the] (record|profile|person|signup) [of] <whom>`,
  `${remove} <whom> 's (record|profile|data)`,
  '(delete|erase) <whom>',
);

/** Why something is to be deleted is no part of what it is. */
const why = /,? (?:(?:it|that|this|he|she|they) (?:was|is|were|are) .+|because .+)$/i;

/** "Delete the test donation from Bob", "Delete the last contact with Sarah Chen", "Delete Sarah Chen" */
export const deleting: Intent = {
  needs: ['list_donations', 'delete_donation', 'delete_signup'],
  examples: ['Delete the last donation from Bob Baker'],
  read(clause, kit) {
    const asked = withPossessives(clause.replace(why, ''));
    return readOwned(asked, kit) ?? readPeople(asked, kit);
  },
};

function readOwned(clause: string, kit: PlanKit): Reading | undefined {
  for (const { kind, byId, here, ofPerson } of forms) {
    const id = byId(clause)?.slots['id']?.replace(/^#/, '') ?? (here(clause) ? kit.onPage(kind.what) : undefined);
    if (id !== undefined && /^\w{1,20}$/.test(id) && /\d/.test(id))
      return () => deleteRecord(kit, kind, id, `${kind.what} ${id}`);
    for (const { whom = '', which = '' } of ofPerson(clause)) {
      const find = readPerson(whom, kit);
      const chosen = kind.which(which);
      if (find && chosen) return aboutPerson(find, () => deleteOf(kit, kind, find, chosen));
    }
  }
  return undefined;
}

function readPeople(clause: string, kit: PlanKit): Reading | undefined {
  for (const { whom = '' } of people(clause)) {
    const target = readTarget(whom, kit);
    if (target) return changing(kit, target, deletion);
  }
  return undefined;
}

const deletion: ChangeOfPeople = {
  verb: ['delete', 'Deleted'],
  what: whom => whom,
  one: id => ({ tool: 'delete_signup', input: { id } }),
  many: result_set => ({ tool: 'bulk_change', input: { result_set, change: 'delete' } }),
  instead: 'I could mark the record as not to be contacted instead.',
};

function* deleteOf(kit: PlanKit, kind: OwnedKind, find: FindsPerson, which: Which): Plan {
  const person = yield* find(kit);
  const record = yield* recordMeant(kit, kind, person, which);
  return yield* deleteRecord(kit, kind, idOf(record), `the ${kind.what} of ${nameOfPerson(person)} (${kind.label(record, kit)})`);
}

const deleteRecord = (kit: PlanKit, kind: OwnedKind, id: string, what: string): Plan =>
  carryOut(kit, { tool: kind.delete, input: { id } }, ofOne(['delete', 'Deleted'], what, kind.instead));

const shown = 10;

/** The one record that is meant; ends the plan with the choice when there are several. */
function* recordMeant(kit: PlanKit, kind: OwnedKind, person: Row, { filter, sort = kind.newest, first }: Which): Step<Row> {
  const input = { filter: { ...filter, signup_id: idOf(person) }, sort, limit: 20 };
  const result = yield* kit.call(`${kind.what}s`, kind.list, input);
  const rows = rowsOf(result);
  const who = nameOfPerson(person);
  if (rows.length === 0) throw new CannotAnswer(`I found no such ${kind.what} of ${who}. Nothing was changed.`);
  if (rows.length === 1 || first) return rows[0]!;
  const chosen = kit.chosen(rows);
  if (chosen) return chosen;
  const lines = rows.slice(0, shown).map(row => `- ${kind.what} ${idOf(row)}: ${kind.label(row, kit)}`);
  throw new WhichOne(
    `${who} has ${counted(result.count ?? rows.length, kind.what)} of that kind. Which one do you mean? Nothing was changed.\n${lines.join('\n')}`,
  );
}
