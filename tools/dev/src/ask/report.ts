import { tint } from '../progress';
import { timeLeft } from '../../console/state/words.js';
import type { ActionResult, AskResult } from './ask-result';
import type { Card } from './card';
import type { SavedFile } from './save-export';
import { seenLine } from './terminal-text';

interface Out {
  isTTY?: boolean;
}

/** The lines under an answer: files, what can be undone, and what the query counted. */
export function closingLines({ files, actions, used, limit, timings }: AskResult, out: Out): string[] {
  const counted =
    used === undefined || limit === undefined
      ? []
      : [limit.kind === 'finite' ? `${used} of ${limit.amount} queries used` : `${used} queries used, no limit`];
  const facts = [...counted, `${(timings.totalMs / 1000).toFixed(1)} s`].join(' · ');
  return [...files.map(file => fileLine(file, out)), ...actions.flatMap(undoLine), tint('dim', facts, out)];
}

function fileLine({ file, problem }: SavedFile, out: Out): string {
  return file ? `${tint('green', 'Saved', out)} ${file}` : `${tint('red', 'Not saved:', out)} ${seenLine(problem ?? '')}`;
}

function undoLine({ actionId, undoable, account }: ActionResult): string[] {
  return (account?.undoable ?? undoable) ? [`To take it back: npm run ask -- --undo ${actionId}`] : [];
}

/**
 * How to decide what was left waiting.
 *
 * @param keeps false where the Nat that was asked ends now and forgets it.
 */
export function waitingLines(left: readonly Card[], user: string, keeps: boolean, now: number): string[] {
  if (!keeps) return ['Nothing of what waits was done. The Nat that was asked ends now and forgets it.'];
  return left.flatMap(({ confirmationId, title, expiresAt, typedCountRequired, effect }) => {
    const time = timeLeft(expiresAt, now);
    const command = ['npm run ask --', ...(user === 'ada' ? [] : [`--user ${user}`]), `--decide ${confirmationId}`].join(' ');
    const count = typedCountRequired ? ` --count ${effect.count}` : '';
    return [
      `Left waiting, nothing of it was done: ${seenLine(title)}${time === undefined ? '' : ` (${time} left)`}`,
      `  ${command}  asks; add --approve${count} or --deny to decide at once`,
    ];
  });
}
