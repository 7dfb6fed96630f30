import { type FieldProblem, NationBuilderError } from '../http/nation-builder-error';
import { nearestNames } from './nearest-names';

/** Problems told at most: more would fill a context and help nobody. */
const toldAtMost = 10;

/** Throws a {@link NationBuilderError} of the kind `invalid` when there are problems. Nothing has been sent then. */
export function refuse(problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return;
  const fields = problems.slice(0, toldAtMost);
  const detail = fields.map(({ message }) => message).join('; ');
  throw new NationBuilderError({ kind: 'invalid', detail: detail.slice(0, 1_000), fields });
}

/**
 * A name that is none of the known ones.
 *
 * @param what such as `signups has no attribute`.
 * @param hint what is right instead, where a mistake is a common one.
 */
export function unknownName(what: string, name: string, place: string, known: Iterable<string>, hint?: string): FieldProblem {
  const nearest = nearestNames(name, known);
  const right = hint ?? (nearest.length > 0 ? `nearest: ${nearest.join(', ')}` : 'nothing is like it');
  return { attribute: name, pointer: place, message: `${what} ${quoted(name)} (${right})`, nearest };
}

/** What somebody gave, short enough to be told back. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
