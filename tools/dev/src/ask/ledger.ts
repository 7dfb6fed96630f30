import type { Action } from '@nat/contracts';
import { tint } from '../progress';
import { seenLine } from './terminal-text';

/** Two lines of the ledger: when, what and its id; what it came to and whether it can be taken back. */
export function ledgerLines(action: Action, out: { isTTY?: boolean }): string[] {
  const { actionId, createdAt, title, summary, status, undoable, background } = action;
  const state = [
    status.replaceAll('_', ' '),
    ...(background && status === 'running' ? ['in the background'] : []),
    ...(undoable ? ['can be undone'] : []),
  ].join(', ');
  const time = createdAt.slice(0, 16).replace('T', ' ');
  return [
    `${tint('dim', time, out)}  ${tint('bold', seenLine(title), out)}`,
    `  ${[...(summary === undefined ? [] : [seenLine(summary)]), state].join(' · ')}`,
    `  ${tint('dim', actionId, out)}`,
  ];
}
