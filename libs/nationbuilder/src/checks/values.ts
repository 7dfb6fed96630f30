import { z } from 'zod';
import { addressParts, type Attribute } from '../catalog/attributes';
import { nearestNames } from './nearest-names';
import { quoted } from './problems';

const calendarDate = z.iso.date();
const instant = z.iso.datetime({ offset: true });
const digits = /^\d{1,20}$/;
const decimalText = /^-?\d{1,15}(\.\d{1,9})?$/;

const isText = (value: unknown): value is string => typeof value === 'string';
const isDate = (value: unknown): boolean => calendarDate.safeParse(value).success;
const isInstant = (value: unknown): boolean => instant.safeParse(value).success;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What is wrong with a value that is to be written, such as `must be a whole number`; undefined when it fits. Strict: a
 * value that would have to be read as another one is not written.
 */
export function misfitOfWrite(attribute: Attribute, value: unknown): string | undefined {
  if (value === null) return attribute.nullable ? undefined : 'may not be cleared';
  if (attribute.choices && !attribute.choices.includes(value as string)) return choicesOf(attribute, value);
  return misfit(attribute, value, false);
}

/**
 * What is wrong with a value to compare with; undefined when it fits. A number may come as text and an id as a number,
 * since everything becomes text in an address; a time may be a date, which is the beginning of that day.
 *
 * @param open true when records hold values beyond the choices of the attribute.
 */
export function misfitOfFilter(attribute: Attribute, value: unknown, open: boolean): string | undefined {
  if (value === null) return undefined;
  const text = typeof value === 'number' ? String(value) : value;
  if (attribute.choices && !open && !attribute.choices.some(choice => String(choice) === text))
    return choicesOf(attribute, value);
  if (isText(value) && !canBeAsked(value))
    return 'cannot be asked for: a closing brace at the end, or two anywhere, beside a comma or "{{"';
  return misfit(attribute, value, true);
}

/** Whether a text to compare with is several values, a null test or the inside of braces to the API, unless braces hold it. */
export const needsBraces = (text: string): boolean => text.includes(',') || text === 'null' || text.startsWith('{{');

/** False for a text that braces cannot hold: the first "}}" ends them, wherever it stands. */
export const canBeAsked = (text: string): boolean => !needsBraces(text) || `${text}}}`.indexOf('}}') === text.length;

function misfit(attribute: Attribute, value: unknown, compared: boolean): string | undefined {
  switch (attribute.kind) {
    case 'text':
    case 'choice':
      return isText(value) || (compared && typeof value === 'number') ? undefined : 'must be a text';
    case 'id':
      return (isText(value) && digits.test(value)) || (compared && isCount(value))
        ? undefined
        : 'must be an id: digits as a text';
    case 'integer':
      return Number.isSafeInteger(value) || (compared && isText(value) && isWholeText(value))
        ? undefined
        : 'must be a whole number';
    case 'decimal':
      return (isText(value) && decimalText.test(value)) || (compared && Number.isFinite(value))
        ? undefined
        : 'must be a number as a text, such as "1200.50"';
    case 'time':
      return isInstant(value) || (compared && isDate(value))
        ? undefined
        : 'must be an instant with offset, such as "2026-06-01T09:00:00-05:00"';
    case 'date':
      return isDate(value) ? undefined : 'must be a date, such as "2026-06-01"';
    case 'flag':
      return typeof value === 'boolean' || (compared && (value === 'true' || value === 'false'))
        ? undefined
        : 'must be true or false';
    case 'address':
      return misfitOfAddress(value);
    case 'object':
      return isObject(value) ? undefined : 'must be an object';
  }
}

function misfitOfAddress(value: unknown): string | undefined {
  if (!isObject(value)) return `must be an object of ${Object.keys(addressParts).slice(0, 6).join(', ')}, …`;
  for (const [part, content] of Object.entries(value)) {
    if (part === 'delete' && typeof content === 'boolean') continue;
    if (!Object.hasOwn(addressParts, part)) {
      const nearest = nearestNames(part, Object.keys(addressParts));
      return `has no part ${quoted(part)}${nearest.length > 0 ? ` (nearest: ${nearest.join(', ')})` : ''}`;
    }
    if (content !== null && content !== undefined && !isText(content)) return `must have a text as ${part}`;
  }
  return undefined;
}

function choicesOf({ choices = [] }: Attribute, value: unknown): string {
  const near = typeof value === 'string' ? nearestNames(value, choices.map(String), 5) : [];
  const shown = choices.length <= 20 || near.length === 0 ? choices.slice(0, 20) : near;
  return `must be one of ${shown.join(', ')}${choices.length > shown.length ? ', …' : ''}, not ${quoted(value)}`;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isWholeText = (text: string): boolean => /^-?\d{1,15}$/.test(text);
