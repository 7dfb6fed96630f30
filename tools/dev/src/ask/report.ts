import { tint } from '../progress';
import { queriesWords, timeLeft } from '../../console/state/words.js';
import type { Arguments } from './arguments';
import type { ActionResult, AskResult } from './ask-result';
import type { Card } from './card';
import type { Run } from './run';
import type { SavedFile } from './save-export';
import { seenLine } from './terminal-text';

type Asked = Pick<Run, 'given' | 'stack' | 'output'>;

/** The command line that asks the same Nat as the same person. */
export function commandFor(given: Pick<Arguments, 'user' | 'nation' | 'url'>, rest: string): string {
  const same = (['user', 'nation', 'url'] as const).flatMap(name =>
    given[name] === undefined ? [] : [`--${name} ${given[name]}`],
  );
  return ['npm run ask --', ...same, rest].join(' ');
}

/** The lines under an answer: files, what can be undone, and what the query counted. */
export function closingLines({ files, actions, used, limit, timings }: AskResult, run: Asked): string[] {
  const { output } = run;
  const counted = used === undefined || limit === undefined ? [] : [queriesWords({ used, limit })];
  const facts = [...counted, `${(timings.totalMs / 1000).toFixed(1)} s`].join(' · ');
  return [
    ...files.map(file => fileLine(file, output)),
    ...actions.flatMap(action => undoLine(action, run)),
    tint('dim', facts, output),
  ];
}

function fileLine({ file, problem }: SavedFile, out: Run['output']): string {
  return file ? `${tint('green', 'Saved', out)} ${file}` : `${tint('red', 'Not saved:', out)} ${seenLine(problem ?? '')}`;
}

function undoLine({ actionId, undoable, account }: ActionResult, { given, stack }: Asked): string[] {
  const canBeUndone = stack.keeps && (account?.undoable ?? undoable);
  return canBeUndone ? [`To take it back: ${commandFor(given, `--undo ${actionId}`)}`] : [];
}

/** What Ctrl-C does to a change that works on in the background. */
export function backgroundLine({ title }: ActionResult, { stack }: Asked): string {
  const leaving = stack.own ? 'ends this Nat, and the work with it' : 'leaves it working';
  return `${seenLine(title)}: goes on in the background. Ctrl-C ${leaving}.`;
}

/** What becomes of one that had not ended. */
export function leftLine({ given, stack }: Asked): string {
  const ledger = commandFor(given, '--actions');
  if (!stack.own) return `Left working; ${ledger} tells how it went.`;
  const later = stack.keeps ? `; ${ledger} tells how far it came` : ' and forgets it';
  return `Not left working: the Nat that was asked ends now${later}.`;
}

/** How to decide what was left waiting. */
export function waitingLines(left: readonly Card[], { given, stack, now }: Run): string[] {
  if (!stack.keeps) return ['Nothing of what waits was done. The Nat that was asked ends now and forgets it.'];
  return left.flatMap(({ confirmationId, title, expiresAt, typedCountRequired, effect }) => {
    const time = timeLeft(expiresAt, now());
    const count = typedCountRequired ? ` --count ${effect.count}` : '';
    return [
      `Left waiting, nothing of it was done: ${seenLine(title)}${time === undefined ? '' : ` (${time} left)`}`,
      `  ${commandFor(given, `--decide ${confirmationId}`)}  asks; add --approve${count} or --deny to decide at once`,
    ];
  });
}
