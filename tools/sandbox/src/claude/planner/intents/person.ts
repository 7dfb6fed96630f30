import { aboutPerson, type Intent } from '../intent';
import { onePersonNamed, readCalled, roles, type Called } from '../named-person';
import { found, type FindsPerson, type Plan, type PlanKit } from '../plan';
import { counted, dayLabel, money, numberOf, personLabel, type Row } from '../wording';

function* describe(kit: PlanKit, called: Called): Plan {
  const row = yield* onePersonNamed(kit, called);
  if (!kit.offers('get_signup')) return summary(row, kit);
  const full = yield* kit.call('this person', 'get_signup', { id: row['id'] }, { id: String(row['id']) });
  return summary({ ...row, ...(full.data as Row) }, kit);
}

function* describeId(kit: PlanKit, id: string): Plan {
  const [outcome] = yield [kit.plan('this person', 'get_signup', { id }, { id: Number(id) })];
  return summary(found(outcome, `person ${id}`).data as Row, kit);
}

/** Name, place, roles and giving; never contact data, whatever the tool returned. */
function summary(row: Row, kit: PlanKit): string {
  const [is, where] = [roles(row, 'article'), personLabel(row)];
  const sentences = [is.length > 0 ? `${where} is ${is.join(' and ')}.` : `${where} is in the nation.`];
  const given = numberOf(row['donations_amount_in_cents']);
  const times = numberOf(row['donations_count']);
  const last = dayLabel(row['last_donated_at'], kit.now.zone);
  if (given) {
    const often = times ? ` in ${counted(times, 'donation')}` : '';
    sentences.push(`They have given ${money(given, kit.currency)}${often}${last ? `, most recently on ${last}` : ''}.`);
  }
  const since = dayLabel(row['created_at'], kit.now.zone);
  if (since) sentences.push(`On record since ${since}.`);
  return sentences.join(' ');
}

/** "Who is Sarah Chen?" Comes after all other intents, because it takes any short text for a name. */
export const findPerson: Intent = {
  needs: ['list_signups'],
  examples: ['Who is Sarah Chen?'],
  read(clause, kit) {
    const asked = clause.match(
      /^(?:who is|who's|find|look up|look for|search for|tell me about|show me|what (?:do|did) we know about|what is known about)\s+(.+)$/i,
    )?.[1];
    if (!asked) return undefined;
    const here = /^(?:this|this person|this signup|her|him|she|he|they|them)$/i.test(asked);
    const id = here ? kit.onPage('person') : asked.match(/^(?:person|signup)\s+#?(\d+)$/i)?.[1];
    if (id) return () => describeId(kit, id);
    const called = readCalled(asked);
    const find: FindsPerson | undefined = called && (asking => onePersonNamed(asking, called));
    return called && aboutPerson(find, () => describe(kit, called));
  },
};
