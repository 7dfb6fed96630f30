import { nearestNames } from '@nat/nationbuilder';
import { ToolError } from '../kit/tool-error';
import type { Group } from './aggregation';
import type { Figure } from './measures';

const comparisons = ['eq', 'not_eq', 'gt', 'gte', 'lt', 'lte'] as const;
type Comparison = (typeof comparisons)[number];
type Test = (group: Group) => boolean;

/**
 * Conditions on groups: `{ sum: { gt: 10000 } }`, `{ key: { not_eq: null } }`, `{ count: 3 }`. Throws a {@link ToolError}
 * `invalid_having` for a measure that was not asked for, or a comparison that is none.
 */
export function havingOf(having: Readonly<Record<string, unknown>> = {}, measures: readonly string[]): Test {
  const tests = Object.entries(having).flatMap(([name, condition]) => {
    known('having', name, measures);
    const compared =
      typeof condition === 'object' && condition !== null ? Object.entries(condition) : [['eq', condition] as const];
    return compared.map(([comparison, value]) => {
      if (!comparisons.includes(comparison as Comparison))
        throw new ToolError(
          'invalid_having',
          `Groups are compared by ${comparisons.join(', ')}, not by ${comparison.slice(0, 40)}.`,
        );
      if (value !== null && typeof value !== 'number' && typeof value !== 'string')
        throw new ToolError('invalid_having', `${name} is compared with a number, a text or null.`);
      return (group: Group) => holds(figureOf(group, name), comparison as Comparison, value);
    });
  });
  return group => tests.every(test => test(group));
}

/**
 * Groups in order: by a measure or `key`, a minus for falling. Ties stand in the order of their keys, and what has no value
 * stands last. Throws a {@link ToolError} `invalid_order`.
 */
export function inOrder(groups: readonly Group[], order: string, measures: readonly string[]): Group[] {
  const name = order.replace(/^-/, '');
  known('order', name, measures);
  const direction = order.startsWith('-') ? -1 : 1;
  return [...groups].sort((a, b) => {
    const [one, other] = [figureOf(a, name), figureOf(b, name)];
    if (one === null || other === null) return Number(one === null) - Number(other === null) || compared(a.key, b.key);
    return direction * compared(one, other) || compared(a.key, b.key);
  });
}

const figureOf = (group: Group, name: string): Figure => (name === 'key' ? group.key : group.figures[name]!);

function known(place: 'having' | 'order', name: string, measures: readonly string[]): void {
  const names = [...measures, 'key'];
  if (names.includes(name)) return;
  const [nearest] = nearestNames(name, names);
  const right = nearest === undefined ? '' : ` Nearest: ${nearest}.`;
  throw new ToolError(
    `invalid_${place}`,
    `${place} takes ${names.join(', ')}, not ${JSON.stringify(name.slice(0, 40))}.${right}`,
  );
}

function holds(figure: Figure, comparison: Comparison, value: Figure): boolean {
  if (comparison === 'eq') return figure === null || value === null ? figure === value : compared(figure, value) === 0;
  if (comparison === 'not_eq') return !holds(figure, 'eq', value);
  if (figure === null || value === null) return false;
  const difference = compared(figure, value);
  return { gt: difference > 0, gte: difference >= 0, lt: difference < 0, lte: difference <= 0 }[comparison];
}

const number = /^-?\d+(?:\.\d+)?$/;
const moment = /^\d{4}-\d\d-\d\dT/;

/** Numbers by their size, then moments by their instant, then other texts by their letters; null last. */
export function compared(a: Figure, b: Figure): number {
  const [one, other] = [placeOf(a), placeOf(b)];
  return one.rank - other.rank || one.size - other.size || (one.text < other.text ? -1 : Number(one.text > other.text));
}

/** Kinds do not mix: a number compared with a text as a text would make an order that contradicts itself. */
function placeOf(figure: Figure): { rank: number; size: number; text: string } {
  const text = String(figure);
  if (figure === null) return { rank: 3, size: 0, text };
  if (number.test(text)) return { rank: 0, size: Number(text), text };
  const instant = moment.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? { rank: 2, size: 0, text } : { rank: 1, size: instant, text: '' };
}
