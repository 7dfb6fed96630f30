import { type Attribute, policyOf, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { canonicalJson } from '@nat/service-kit';
import { unitsOf } from '../analysis/exact-number';
import { hiddenContact, plainText } from '../kit/clean-text';
import type { Effect } from '../kit/define-tool';
import { zonedIso } from '../kit/zoned-time';
import { dollars, fieldWords } from './words';

type Values = Readonly<Record<string, unknown>>;
export type Change = Effect['changes'][number];

/** Changes a card shows at most. */
export const shownChanges = 10;
/** Characters of a new text that a card shows. */
const shownText = 500;

/** True when two values of an attribute say the same: an instant in any offset, a number however it is spelled, nothing in any form. */
export function sameValue(attribute: Attribute | undefined, a: unknown, b: unknown): boolean {
  if (isAbsent(a) || isAbsent(b)) return isAbsent(a) && isAbsent(b);
  if (attribute?.kind === 'time') return Date.parse(String(a)) === Date.parse(String(b));
  if (attribute?.kind === 'decimal') return exact(a) === exact(b);
  if (attribute?.kind === 'integer') return Number(a) === Number(b);
  if (typeof a === 'object' && typeof b === 'object') return sameParts(a as Values, b as Values);
  return String(a) === String(b);
}

/** As units, since a number of JavaScript cannot hold every decimal; what is none stays the text it is. */
const exact = (value: unknown): bigint | string => unitsOf('decimal', value) ?? String(value);

/** A write of an object touches the parts it names and no others. */
function sameParts(was: Values, written: Values): boolean {
  return Object.entries(written).every(([part, value]) => {
    const before = was[part];
    if (isNothing(before) || isNothing(value)) return isNothing(before) && isNothing(value);
    return canonicalJson(before) === canonicalJson(value) || String(before) === String(value);
  });
}

/** An address that is taken away is there no more than one that never was. */
const isAbsent = (value: unknown): boolean =>
  isNothing(value) || (typeof value === 'object' && (value as Values).delete === true);
/** True for what the API answers where there is no value, and for an empty text. */
export const isNothing = (value: unknown): boolean => value === null || value === undefined || value === '';

/** Names of what a write would really change. */
export function differing(type: ResourceType, before: Values, after: Values): string[] {
  const { attributes } = resourceOf(type);
  return Object.keys(after).filter(name => !sameValue(attributes[name], before[name], after[name]));
}

/**
 * Before and after of a write, field by field, for the person who decides. Contact data and private traits that are there now
 * are masked, somebody's own words are marked as `quoted`; what is to be written is shown in full, for the person typed it.
 *
 * @param before values now; undefined for a record that is to be made.
 * @param names of related records, by id.
 */
export function changesOf(
  type: ResourceType,
  before: Values | undefined,
  after: Values,
  timeZone: string,
  names: ReadonlyMap<string, string> = new Map(),
): Change[] {
  const { attributes } = resourceOf(type);
  return Object.entries(after).flatMap(([name, value]): Change[] => {
    const attribute = attributes[name];
    if (!attribute) return [];
    const was = before?.[name];
    if (name === 'custom_values') return customChanges((was ?? {}) as Values, (value ?? {}) as Values);
    const shown = (one: unknown): string | undefined => shownValue(name, attribute, one, timeZone, names);
    const policy = policyOf(name, attribute);
    const told = change(fieldWords(name), masked(policy, was, shown), shown(value));
    return [policy === 'free_text' && told.before !== undefined ? { ...told, quoted: true } : told];
  });
}

function change(field: string, before: string | undefined, after: string | undefined): Change {
  return { field, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

/** Values of the nation's own fields may be anything: what is there now is never told. */
function customChanges(before: Values, after: Values): Change[] {
  return Object.entries(after).map(([slug, value]) =>
    change(
      slug.replaceAll('_', ' '),
      isNothing(before[slug]) ? undefined : hidden,
      isNothing(value) ? undefined : newText(value),
    ),
  );
}

const hidden = '[hidden]';

function masked(policy: ReturnType<typeof policyOf>, value: unknown, shown: (value: unknown) => string | undefined) {
  if (isNothing(value)) return undefined;
  if (policy === 'contact') return hiddenContact;
  if (policy === 'private') return hidden;
  return plainText(shown(value));
}

function shownValue(
  name: string,
  { kind }: Attribute,
  value: unknown,
  timeZone: string,
  names: ReadonlyMap<string, string>,
): string | undefined {
  if (isNothing(value)) return undefined;
  if (name.endsWith('_in_cents') && typeof value === 'number') return dollars(value);
  if (kind === 'flag') return value === true ? 'yes' : 'no';
  if (kind === 'time') return Number.isNaN(Date.parse(String(value))) ? undefined : zonedIso(Date.parse(String(value)), timeZone);
  if (kind === 'id') return names.get(String(value)) ?? String(value);
  if (kind === 'address') return addressText(value as Values);
  return newText(value);
}

function addressText(parts: Values): string | undefined {
  if (parts.delete === true) return undefined;
  return newText(
    Object.values(parts)
      .filter(part => typeof part === 'string')
      .join(', '),
  );
}

/** Only cut: it is what the person who decides gave. */
function newText(value: unknown): string {
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.map(newText).join(', ') : JSON.stringify(value);
  return text.length > shownText ? `${text.slice(0, shownText)}…` : text;
}
