import { z } from 'zod';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * What a value has to be like. A plain value has to be equal, text without regard to case; an object has to hold what is named
 * and may hold more; a list has to have as many entries, each as said. Else one of:
 * `{"$range": [low, high]}` a number, or a date or instant, between the two, both included;
 * `{"$oneOf": [...]}` like any of them; `{"$exactly": {...}}` an object with nothing more;
 * `{"$text": "..."}` a text that matches the regular expression; `{"$absent": true}` not there, or null.
 */
export const Matcher: z.ZodType<Json> = z.json();
export type Matcher = Json;

const operators: Record<string, (operand: Json, value: unknown) => boolean> = {
  $range: (operand, value) => {
    const [low, high] = (operand as Json[]).map(comparable);
    const own = comparable(value);
    return low !== undefined && high !== undefined && own !== undefined && low <= own && own <= high;
  },
  $oneOf: (operand, value) => (operand as Json[]).some(one => matches(one, value)),
  $exactly: (operand, value) => isObject(value) && matches(operand, value) && sameKeys(operand as object, value),
  $text: (operand, value) => typeof value === 'string' && new RegExp(operand as string, 'iu').test(value),
  $absent: (_operand, value) => value === undefined || value === null,
};

/** Whether a value is like the matcher. Pure. */
export function matches(matcher: Matcher, value: unknown): boolean {
  if (Array.isArray(matcher))
    return Array.isArray(value) && value.length === matcher.length && matcher.every((one, index) => matches(one, value[index]));
  if (isObject(matcher)) return matchesObject(matcher as Record<string, Json>, value);
  if (typeof matcher === 'string' && typeof value === 'string') return matcher.toLowerCase() === value.toLowerCase();
  return matcher === value;
}

function matchesObject(matcher: Record<string, Json>, value: unknown): boolean {
  const [name] = Object.keys(matcher);
  if (name?.startsWith('$')) {
    const operator = operators[name];
    if (!operator) throw new Error(`there is no matcher ${name}`);
    return operator(matcher[name]!, value);
  }
  return isObject(value) && Object.entries(matcher).every(([key, one]) => matches(one, (value as Record<string, unknown>)[key]));
}

/** Numbers as they are, dates and instants in milliseconds. */
function comparable(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

function sameKeys(one: object, other: object): boolean {
  return Object.keys(one).toSorted().join('\n') === Object.keys(other).toSorted().join('\n');
}
