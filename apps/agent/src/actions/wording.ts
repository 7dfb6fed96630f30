// What the ledger says in words, beside what tools say of their work.

export const defectReason = 'something went wrong on our side';
export const outOfTimeReason = 'stopped after 30 minutes';

/** Of an action that came to nothing. */
export function notBegunSummary(reason: string | undefined): string {
  return reason === undefined ? 'Stopped before it was done.' : `Not done: ${reason}`;
}
