import { tint } from '../progress';
import { exitCodes } from './ask-problem';
import type { AskResult } from './ask-result';
import { followToEnd } from './background';
import { ledgerLines } from './ledger';
import { backgroundLine, closingLines, leftLine, waitingLines } from './report';
import type { Run } from './run';
import { saveExports } from './save-export';
import { seenLine } from './terminal-text';
import type { Undone } from './undo';

const exitCodeOf: Record<AskResult['status'], number> = {
  completed: exitCodes.answered,
  awaiting_confirmation: exitCodes.waiting,
  canceled: exitCodes.canceled,
  failed: exitCodes.failed,
  running: exitCodes.failed,
};

/** Writes what one is given: the lines for people, or the value for a program. */
function write({ output, printer }: Run, lines: string[], value: unknown): void {
  if (!printer) output.write(`${JSON.stringify(value)}\n`);
  for (const line of lines) printer?.line(line);
}

/**
 * Brings a query to its close: saves its files, follows what works on in the background, tells what is left to tell.
 *
 * @param folder where files go; the one the person is in unless told.
 */
export async function tellAnswer(run: Run, result: AskResult, folder?: string): Promise<number> {
  const exportIds = result.toolCalls.flatMap(({ exportId }) => exportId ?? []);
  result.files = await saveExports(run.client, exportIds, folder ?? process.env.INIT_CWD ?? process.cwd());
  if (result.status === 'awaiting_confirmation') {
    const left = result.confirmations.filter(({ status }) => status === 'pending');
    write(run, waitingLines(left, run), result);
  } else {
    await followBackground(run, result);
    write(run, closingLines(result, run), result);
  }
  return exitCodeOf[result.status];
}

/** One that cannot be followed does not unmake the answer: its problem is told beside it. */
async function followBackground(run: Run, { actions }: AskResult): Promise<void> {
  const { client, printer, cancel, output } = run;
  for (const action of actions.filter(({ background }) => background)) {
    printer?.line(backgroundLine(action, run));
    try {
      action.account = await followToEnd(client, action.actionId, event => printer?.showAction(event), cancel);
    } catch (error) {
      action.problem = (error as Error).message;
      printer?.line(`${tint('red', 'Not followed to its end:', output)} ${seenLine(action.problem)}`);
    }
    if ((action.account?.status ?? 'running') === 'running') printer?.line(leftLine(run));
  }
}

export function tellUndone(run: Run, undone: Undone): number {
  switch (undone.status) {
    case 'done':
      write(run, ledgerLines(undone.action, run.output), undone);
      return undone.action.status.endsWith('failed') ? exitCodes.failed : exitCodes.answered;
    case 'denied':
      write(run, [], undone);
      return exitCodes.canceled;
    case 'awaiting_confirmation':
      write(run, waitingLines([undone.confirmation], run), undone);
      return exitCodes.waiting;
  }
}

/** The newest changes of whoever asks. */
export async function tellLedger(run: Run): Promise<number> {
  const page = await run.client.actions();
  const lines = page.items.flatMap(action => ledgerLines(action, run.output));
  write(run, lines.length === 0 ? ['Nothing was changed yet.'] : lines, page);
  return exitCodes.answered;
}
