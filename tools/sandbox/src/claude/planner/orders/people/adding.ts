import type { Intent } from '../../intent';
import { aboutPerson } from '../../intent';
import { isName, peopleNamed } from '../../named-person';
import { readPlace } from '../../places';
import { says } from '../../phrases';
import { createdIn } from '../../conversation';
import { CannotAnswer, type Plan, type PlanKit, type Step } from '../../plan';
import { named, personLabel, type Row } from '../../wording';
import { ask, ofOne } from '../order';
import { toldChange } from '../told-change';

const kind = '(person|signup|supporter|contact|profile|record)';
const add = says(
  `(add|create|make|register|enter) (a|another|a second) [new] ${kind} [named|called|for] <who+>`,
  `(add|create|register|enter) <who+> as (a|another|a second) [new] ${kind}`,
  '(add|create|register|enter) <who+> (to|in) (the|our) (database|nation|people|records)',
);

interface NewPerson {
  values: Record<string, unknown>;
  name: string;
  /** Said expressly, so that another one of that name is made. */
  another: boolean;
}

/** "Add a new person named Jane Doe in Austin with email jane@example.org" */
export const adding: Intent = {
  needs: ['create_signup'],
  examples: ['Add a new person named Jane Doe in Austin'],
  read(clause, kit) {
    const person = readNewPerson(clause);
    return (
      person &&
      aboutPerson(
        asking => create(asking, person),
        () => answer(kit, person),
      )
    );
  },
};

const email = /,?\s*(?:(?:with|and|her|his|their)\s+)*(?:the\s+)?(?:(?:email|e-mail)(?:\s+address)?\s+)?(\S+@\S+\.[\p{L}]+)/iu;
const phone = /,?\s*(?:(?:with|and|her|his|their)\s+)*(?:the\s+)?(?:phone|mobile)(?:\s+number)?\s+(\+?[\d][\d\s().-]{5,}\d)/i;

function readNewPerson(clause: string): NewPerson | undefined {
  const who = add(clause.replace(/:\s+/, ' '))?.slots['who'];
  if (who === undefined) return undefined;
  const rest = who.replace(email, '').replace(phone, '').trim();
  const [, called = '', where] = rest.match(/^(.+?)(?:,? (?:in|from|of|who lives in|living in) (.+))?$/i) ?? [];
  const name = called.replace(/^"(.*)"$/, '$1');
  const place = where === undefined ? undefined : readPlace(where);
  if (!isName(name) || !name.includes(' ') || (where !== undefined && !place)) return undefined;
  const [first_name, ...others] = name.split(' ');
  const address = place && { ...(place.city && { city: place.city }), ...(place.state && { state: place.state }) };
  const values = {
    first_name,
    last_name: others.join(' '),
    ...given('email', who.match(email)?.[1]),
    ...given('phone_number', who.match(phone)?.[1]),
    ...(address && { home_address_attributes: address }),
  };
  return { values, name, another: /\b(?:another|a second)\b/i.test(clause) };
}

const given = (key: string, value: string | undefined): Record<string, string> => (value === undefined ? {} : { [key]: value });

function* answer(kit: PlanKit, person: NewPerson): Plan {
  yield* refuseSecond(kit, person);
  return toldChange(yield* asked(kit, person), saying(person));
}

/** The person who was made, for what is to be done with them next. */
function* create(kit: PlanKit, person: NewPerson): Step<Row> {
  yield* refuseSecond(kit, person);
  const outcome = yield* asked(kit, person);
  const id = outcome?.ok ? createdIn(outcome.data) : undefined;
  if (id === undefined) throw new CannotAnswer(`${named(person.name)} was not added, so I could not go on with that person.`);
  return { id, name: person.name };
}

const saying = ({ name }: NewPerson) => ofOne(['add', 'Added'], `${named(name)} as a new person`);
const asked = (kit: PlanKit, person: NewPerson) => ask(kit, { tool: 'create_signup', input: person.values }, saying(person));

/** Two people of one name are rarely meant. */
function* refuseSecond(kit: PlanKit, { name, another }: NewPerson): Step<void> {
  if (another) return;
  const { rows } = yield* peopleNamed(kit, { name });
  const same = rows.filter(row => String(row['name'] ?? row['full_name']).toLowerCase() === name.toLowerCase());
  if (same.length === 0) return;
  const who = same.map(personLabel).join('; ');
  throw new CannotAnswer(
    `There is someone of that name already: ${who}. Nothing was changed. If you mean somebody else, say “add another person named ${named(name)}”.`,
  );
}
