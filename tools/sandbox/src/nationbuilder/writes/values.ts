import type { NamedAttribute } from '../engine/served-types';
import { parseDay, parseInstant, toNationTime } from '../engine/nation-time';
import type { Json } from '../engine/records';

/** A value as it is stored, or what is wrong with it. */
export type Reading = { readonly value: Json } | { readonly wrong: string; readonly code: string };

const wrong = (message: string, code = 'invalid'): Reading => ({ wrong: message, code });
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the value that a write gives an attribute. Times are stored with the offset of the nation. */
export function readValue(attribute: NamedAttribute, value: unknown, choices = attribute.choices): Reading {
  if (value === null) return attribute.nullable ? { value: null } : wrong("can't be blank", 'blank');
  const reading = readers[attribute.kind](value);
  if ('value' in reading && choices && !choices.some(choice => choice === reading.value))
    return wrong('is not included in the list', 'inclusion');
  return reading;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const readText = (value: unknown): Reading => (isText(value) ? { value } : wrong('must be a string'));

/** Whether a value is a day that exists, as `YYYY-MM-DD`. */
export const isDay = (value: unknown): value is string => isText(value) && DATE.test(value) && parseDay(value) !== undefined;

const readers: Record<NamedAttribute['kind'], (value: unknown) => Reading> = {
  text: readText,
  choice: readText,
  id: value => (isText(value) && /^\d+$/.test(value) ? { value } : wrong('must be the id of a record, as a string')),
  integer: value => (Number.isSafeInteger(value) ? { value: value as number } : wrong('must be an integer', 'not_an_integer')),
  decimal: value =>
    isText(value) && /^-?\d+(\.\d+)?$/.test(value) ? { value } : wrong('must be a number, as a string', 'not_a_number'),
  flag: value => (typeof value === 'boolean' ? { value } : wrong('must be true or false')),
  time: value => {
    const instant = isText(value) ? parseInstant(value) : undefined;
    const time = instant === undefined ? undefined : toNationTime(instant);
    // At either end of the calendar the nation's zone may lie in a year that four digits cannot write.
    return time === undefined || parseInstant(time) === undefined ? wrong('must be an ISO 8601 time') : { value: time };
  },
  date: value => (isDay(value) ? { value } : wrong('must be a date, YYYY-MM-DD')),
  object: value => (isObject(value) ? { value: value as Json } : wrong('must be an object')),
  address: value => (isObject(value) ? { value: value as Json } : wrong('must be an object')),
};

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
