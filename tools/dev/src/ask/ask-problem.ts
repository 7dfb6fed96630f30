import { NatProblem } from '@nat/client';
import type { FieldError } from '@nat/contracts';
import { PortsBusy } from '../free-ports';
import { tint } from '../progress';
import { seenLine } from './terminal-text';

/** Exit codes of `npm run ask`, as its help lists them. */
export const exitCodes = { answered: 0, failed: 1, usage: 2, refused: 3, waiting: 3, unreachable: 4, canceled: 130 } as const;

/** Arguments that cannot be meant. */
export class BadArgument extends Error {}

/** There is nothing, or no longer anything, to do it with. */
export class NothingToDo extends Error {}

const refusals = new Set([401, 402, 403, 404, 409, 410, 413, 422, 424, 429]);

/** Says what went wrong, in words or as the problem document, and answers the exit code. */
export function explain(error: unknown, json: boolean): number {
  if (error instanceof NatProblem) {
    if (json) process.stdout.write(`${JSON.stringify({ problem: error.problem })}\n`);
    else process.stderr.write(`${tint('red', 'Not done:')} ${seenLine(error.message)}${hint(error)}\n`);
    if (refusals.has(error.status)) return exitCodes.refused;
    return error.code === 'dependency_unavailable' ? exitCodes.unreachable : exitCodes.failed;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (json) process.stdout.write(`${JSON.stringify({ error: message })}\n`);
  else process.stderr.write(`${tint('red', 'Not done:')} ${seenLine(message)}\n`);
  if (error instanceof BadArgument) return exitCodes.usage;
  if (error instanceof NothingToDo) return exitCodes.refused;
  return error instanceof PortsBusy ? exitCodes.unreachable : exitCodes.failed;
}

/** A line for each place a problem names: which, and what is wrong with it. */
export function placeLines(errors: readonly FieldError[] = []): string[] {
  return errors.map(({ pointer, message }) => seenLine(`${pointer.replace(/^\//, '')} ${message}`.trim()));
}

function hint({ problem }: NatProblem): string {
  const later = problem.resetAt ? ` The count starts again on ${problem.resetAt.slice(0, 10)}.` : '';
  const places = placeLines(problem.errors).map(line => `\n  ${line}`);
  return `${later}${places.join('')}\n${tint('dim', `code ${problem.code}, request ${problem.requestId}`)}`;
}
