import { tint } from '../progress';
import { askOnce, type Watching } from './ask-once';
import { askingPerson } from './ask-person';
import { exitCodes, placeLines } from './ask-problem';
import { alike, type Deciding, leaving } from './decide';
import { decideStanding } from './decide-standing';
import { pageOf } from './page-argument';
import type { Run } from './run';
import { tellAnswer, tellLedger, tellUndone } from './tell';
import { undo, type Undoing } from './undo';

/** Does what the command line says, tells of it, and answers the exit code. */
export async function runCommand(run: Run): Promise<number> {
  const { client, given, stack } = run;
  const { command } = given;
  switch (command.do) {
    case 'ask': {
      const { question: text, conversation: conversationId, page, pageOrigin = stack.nationOrigin } = command;
      const pageContext = page === undefined ? undefined : pageOf(page, pageOrigin);
      return tellAnswer(run, await askOnce(client, { text, conversationId, pageContext }, watching(run)), command.save);
    }
    case 'decide': {
      const result = await decideStanding(client, command.confirmationId, watching(run), undoing(run));
      return 'toolCalls' in result ? tellAnswer(run, result, command.save) : tellUndone(run, result);
    }
    case 'undo':
      return tellUndone(run, await undo(client, command.actionId, undoing(run)));
    case 'actions':
      return tellLedger(run);
    case 'help':
      return exitCodes.answered;
  }
}

function watching(run: Run): Watching {
  return { ...deciding(run), onEvent: event => run.printer?.show(event), cancel: run.cancel };
}

function undoing(run: Run): Undoing {
  const { printer, output, cancel: signal } = run;
  return {
    ...deciding(run),
    onEvent: event => printer?.showAction(event),
    onChangedSince: differences => {
      for (const line of placeLines(differences)) printer?.line(tint('yellow', `! ${line}`, output));
      return asksPerson(run);
    },
    signal,
  };
}

/** Nobody can be asked without a terminal on both sides, or where the output is for a program. */
function asksPerson({ given: { decision }, printer, input, output }: Run): boolean {
  return printer !== undefined && decision === undefined && input.isTTY === true && output.isTTY === true;
}

/** Shows each change that waits before it is decided, by the command line or by the person, and then what became of it. */
function deciding(run: Run): Deciding {
  const { given, input, output, printer, now, cancel } = run;
  const decide = given.decision
    ? alike(given.decision, given.count)
    : asksPerson(run)
      ? askingPerson({ input, output }, cancel)
      : leaving;
  return {
    decide: card => {
      printer?.card(card, now());
      return decide(card);
    },
    onDecided: (card, decided) => printer?.decided(card, decided),
  };
}
