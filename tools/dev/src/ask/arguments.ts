import { parseArgs } from 'node:util';
import { sandboxUser } from '../prepare-sandbox';
import type { Decision } from './decide';

export const help = `npm run ask -- [options] "question"

Asks Nat one question in the sandbox nation and streams the answer. Uses the Nat that "npm start" runs, else starts its own.

  --json                 one JSON object instead of text: queryId, answer, toolCalls, confirmations, actions, usage, timings …
  --user NAME            who asks: ada (owner, default), olu, finn, vera or rita
  --conversation ID      go on with this conversation (its id stands in the JSON output)
  --page ADDRESS         page of the control panel that "this person", "this list" … means
  --page-origin ORIGIN   where nations live, with {slug} in it; otherwise the sandbox of the Nat that is asked, or NationBuilder
  --save FOLDER          where files of an answer go (the folder you are in); none is written over
  --url URL              a gateway elsewhere on this machine, instead of the one found
  --help                 this text

A change that needs your approval is shown before anything of it is done, and a terminal asks whether to proceed. Without a
terminal it is left waiting.

  --approve              approve every change without asking
  --deny                 cancel every change without asking
  --count N              the number of records, with --approve: for changes so large that it has to be typed

Instead of a question:

  --decide ID            decide a change that was left waiting, and follow its query to the end
  --actions              what was changed, newest first
  --undo ID|last         take a change back; "last" is the newest of yours that can be

Ctrl-C cancels the question; while a change waits it goes on waiting, and in the background it goes on being made.

Exit codes: 0 answered, done · 1 failed · 2 wrong arguments · 3 refused (limit, rate, subscription, role), or left waiting
for a decision · 4 Nat cannot be reached · 130 canceled
`;

const options = {
  json: { type: 'boolean', default: false },
  user: { type: 'string', default: sandboxUser.user },
  conversation: { type: 'string' },
  page: { type: 'string' },
  'page-origin': { type: 'string' },
  save: { type: 'string' },
  url: { type: 'string' },
  approve: { type: 'boolean' },
  deny: { type: 'boolean' },
  count: { type: 'string' },
  decide: { type: 'string' },
  actions: { type: 'boolean' },
  undo: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What is to be done. */
export type Command =
  | { do: 'help' }
  | { do: 'ask'; question: string; conversation?: string; page?: string; pageOrigin?: string; save?: string }
  | { do: 'decide'; confirmationId: string; save?: string }
  | { do: 'undo'; actionId: string }
  | { do: 'actions' };

export interface Arguments {
  command: Command;
  json: boolean;
  user: string;
  url?: string;
  /** Every change alike, without asking anybody. */
  decision?: Decision['decision'];
  count?: number;
}

/** Reads the command line. Throws an error that says what cannot be meant. */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
  const { json, user, url, approve, deny } = values;
  if (approve && deny) throw new Error('Either --approve or --deny.');
  const count = countOf(values.count);
  if (count !== undefined && !approve) throw new Error('--count goes with --approve.');
  const decision = approve ? 'approve' : deny ? 'deny' : undefined;
  const command: Command = values.help ? { do: 'help' } : commandOf(values, positionals.join(' ').trim());
  return { command, json, user, url, decision, count };
}

type Values = Partial<Record<'conversation' | 'page' | 'page-origin' | 'save' | 'decide' | 'undo', string>> & {
  actions?: boolean;
  approve?: boolean;
  deny?: boolean;
};

/** Options that say what a question is about. */
const ofQuestion = ['conversation', 'page', 'page-origin'] as const;

function commandOf(values: Values, question: string): Command {
  const { decide, undo, actions, conversation, page, save } = values;
  const others = [decide, undo, actions].filter(value => value !== undefined).length;
  if (others + (question === '' ? 0 : 1) > 1) throw new Error('One at a time: a question, --decide, --actions or --undo.');
  if (decide !== undefined) {
    refuse(values, 'decide', ...ofQuestion);
    return { do: 'decide', confirmationId: decide, save };
  }
  if (undo !== undefined) {
    refuse(values, 'undo', ...ofQuestion, 'save');
    return { do: 'undo', actionId: undo };
  }
  if (actions) {
    refuse(values, 'actions', ...ofQuestion, 'save', 'approve', 'deny');
    return { do: 'actions' };
  }
  if (question === '') throw new Error('Which question? Put it in quotation marks.');
  return { do: 'ask', question, conversation, page, pageOrigin: values['page-origin'], save };
}

/** What is left aside without a word would be taken for done. */
function refuse(values: Values, command: string, ...names: (keyof Values)[]): void {
  for (const name of names) if (values[name] !== undefined) throw new Error(`--${name} does not go with --${command}.`);
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error('--count must be a whole number.');
  return Number(text);
}
