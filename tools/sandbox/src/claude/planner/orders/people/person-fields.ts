import { CannotAnswer, rowsOf, type PlanKit, type Step } from '../../plan';
import { opens, says, type Phrase } from '../../phrases';
import { listed, named } from '../../wording';

/** A field of a person as people call it, and the parameter it is written by. */
interface Field {
  said: string;
  phrase: Phrase;
  parameter: string;
  /** The part of an address or the kind of value, where it is not a text. */
  kind: 'text' | 'integer' | 'flag' | 'address';
  part?: string;
}

const field = (said: string, words: string, parameter: string, kind: Field['kind'] = 'text', part?: string): Field => ({
  said,
  phrase: opens(words),
  parameter,
  kind,
  ...(part && { part }),
});
const address = 'home_address_attributes';

/** Longer names before the shorter ones they begin with. */
const fields: readonly Field[] = [
  field('employer', 'employer|company|workplace|place of work', 'employer'),
  field('occupation', 'occupation|profession|job title|job', 'occupation'),
  field('first name', 'first name|given name', 'first_name'),
  field('last name', 'last name|surname|family name', 'last_name'),
  field('email address', '(email|e-mail) address|email|e-mail', 'email'),
  field('mobile number', '(mobile|cell|cellphone) [phone] [number]', 'mobile_number'),
  field('phone number', '[home|landline] phone [number]', 'phone_number'),
  field('street address', 'street address|street|address', address, 'address', 'address1'),
  field('city', '[home] (city|town)', address, 'address', 'city'),
  field('state', '[home] state', address, 'address', 'state'),
  field('ZIP code', '(zip|zip code|postal code|postcode)', address, 'address', 'zip'),
  field('support level', 'support level', 'support_level', 'integer'),
  field('note', 'note|notes', 'note'),
];

/** Something that is so of a person or is not, said as "mark her as …". */
const flags: readonly { says: Phrase; parameter: string; value: boolean; said: string }[] = [
  { says: says('[as] [a] volunteer'), parameter: 'is_volunteer', value: true, said: 'volunteer' },
  { says: says('[as] (not a|not|no longer a) volunteer'), parameter: 'is_volunteer', value: false, said: 'no volunteer' },
  {
    says: says('[as] do not contact|[as] not to be contacted'),
    parameter: 'do_not_contact',
    value: true,
    said: 'not to be contacted',
  },
  { says: says('[as] (ok|okay|fine|free) to contact'), parameter: 'do_not_contact', value: false, said: 'free to be contacted' },
  { says: says('[as] do not call|[as] not to be called'), parameter: 'do_not_call', value: true, said: 'not to be called' },
  { says: says('[as] (ok|okay|fine|free) to call'), parameter: 'do_not_call', value: false, said: 'free to be called' },
];

/** Reads what somebody is marked as. */
export function readFlag(text: string): { values: Record<string, unknown>; said: string } | undefined {
  const flag = flags.find(one => one.says(text));
  return flag && { values: { [flag.parameter]: flag.value }, said: flag.said };
}

/** One field and its new value; null clears it. A field that is not known by name may be one of the nation's own. */
export interface Assignment {
  field: Field | { said: string };
  value: string | null;
}

const nothing = /^(?:nothing|blank|empty|none|null)$/i;
const assigned = says('<field> (to|as|=|is) <value>');

/** Reads "employer to Acme and city to Dallas"; undefined where a part is not read whole. */
export function readAssignments(text: string): Assignment[] | undefined {
  const parts = partsOf(text).map(part => readAssignment(part));
  return parts.every(part => part !== undefined) ? parts : undefined;
}

/** Parted only where another field and its value begin. */
function partsOf(text: string): string[] {
  for (const joint of text.matchAll(/,? and (?:(?:her|his|their|the|its) )?|, (?:(?:her|his|their|the|its) )?/gi)) {
    const rest = text.slice(joint.index + joint[0].length);
    const begins = fields.some(({ phrase }) => /^(?:to|as) /i.test(phrase(rest)?.rest ?? ''));
    if (begins) return [text.slice(0, joint.index), ...partsOf(rest)];
  }
  return [text];
}

function readAssignment(text: string): Assignment | undefined {
  for (const known of fields) {
    const match = known.phrase(text);
    const value = match?.rest.match(/^(?:to be|to|as|is|=) (.+)$/i)?.[1];
    if (value !== undefined) return isWhole(value) ? { field: known, value: valueOf(value) } : undefined;
  }
  const { field: said = '', value = '' } = assigned(text)?.slots ?? {};
  return said !== '' && isWhole(value) && isWhole(said) ? { field: { said }, value: valueOf(value) } : undefined;
}

/** Reads the name of a field that is to be cleared. */
export function readCleared(text: string): Assignment[] {
  const known = fields.find(({ phrase }) => phrase(text)?.rest === '');
  return [{ field: known ?? { said: text }, value: null }];
}

/** Words that go on with something else are no part of a value without quotation marks. */
const isWhole = (value: string): boolean =>
  /^".*"$/.test(value) || !/\b(?:and|then|but) (?:her|his|their|the|set|change|tag|add)\b/i.test(value);
const valueOf = (value: string): string | null => (nothing.test(value) ? null : value.replace(/^"(.*)"$/, '$1'));

/** The parameters of assignments; ends the plan for a field that the nation does not have, or a value it does not take. */
export function* valuesOf(kit: PlanKit, assignments: readonly Assignment[]): Step<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const { field: one, value } of assignments) {
    if (!('parameter' in one))
      values['custom_values'] = { ...(values['custom_values'] as object), [yield* customField(kit, one.said)]: value };
    else if (one.kind === 'address') values[address] = { ...(values[address] as object), [one.part!]: value };
    else values[one.parameter] = one.kind === 'integer' && value !== null ? wholeNumber(one.said, value) : value;
  }
  return values;
}

function wholeNumber(said: string, value: string): number {
  if (!/^\d+$/.test(value))
    throw new CannotAnswer(`A ${said} is a whole number, and “${named(value)}” is none. Nothing was changed.`);
  return Number(value);
}

function* customField(kit: PlanKit, said: string): Step<string> {
  const rows = rowsOf(yield* kit.call('custom fields', 'list_custom_fields', { limit: 20 }, {}));
  const names = rows.flatMap(row => (typeof row['name'] === 'string' ? [row['name']] : []));
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const wanted = plain(said.replace(/^(?:the )?custom field /i, '').replace(/^the /i, ''));
  const fitting = names.filter(
    name => plain(name) === wanted || wanted.endsWith(` ${plain(name)}`) || plain(name).endsWith(` ${wanted}`),
  );
  if (fitting.length === 1) return fitting[0]!;
  const hint = names.length > 0 ? ` The nation has these of its own: ${listed(names.map(name => named(name)))}.` : '';
  throw new CannotAnswer(`I know no field “${named(said)}” of a person.${hint} Nothing was changed.`);
}
