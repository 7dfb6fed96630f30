import { NationSlug } from '@nat/contracts';
import { parseArgs } from 'node:util';
import type { Decision } from './decide';

export const help = `npm run ask -- [options] "question"

Asks Nat one question and streams the answer: as whoever signed in with --sign-in, else as a demo user of the sandbox nation.
Uses the Nat that "npm start" runs, else starts its own.

  --json                 one JSON object instead of text: queryId, answer, toolCalls, confirmations, actions, usage, timings …
  --user NAME            a demo user asks: ada (owner, default), olu, finn, vera or rita
  --nation SLUG          which nation is asked: needed by members of several
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

  --sign-in              sign in, in a browser on this machine: with NationBuilder or by e-mail. Kept in the state folder
  --sessions             where you are signed in
  --sign-out             sign out here; with --everywhere wherever you are signed in

Ctrl-C cancels the question; while a change waits it goes on waiting, and in the background it goes on being made.

Exit codes: 0 answered, done · 1 failed · 2 wrong arguments · 3 refused (limit, rate, subscription, role), or left waiting
for a decision · 4 Nat cannot be reached · 130 canceled
`;

const options = {
  json: { type: 'boolean', default: false },
  user: { type: 'string' },
  nation: { type: 'string' },
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
  'sign-in': { type: 'boolean' },
  'sign-out': { type: 'boolean' },
  everywhere: { type: 'boolean' },
  sessions: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What is to be done in a nation. */
export type NationCommand =
  | { do: 'help' }
  | { do: 'ask'; question: string; conversation?: string; page?: string; pageOrigin?: string; save?: string }
  | { do: 'decide'; confirmationId: string; save?: string }
  | { do: 'undo'; actionId: string }
  | { do: 'actions' };

/** What is to be done about being signed in. */
export type SessionCommand = { do: 'sign-in' } | { do: 'sign-out'; everywhere: boolean } | { do: 'sessions' };

export interface Arguments<Command = NationCommand | SessionCommand> {
  command: Command;
  json: boolean;
  /** A demo user of the sandbox, where one was named. */
  user?: string;
  nation?: string;
  url?: string;
  /** Every change alike, without asking anybody. */
  decision?: Decision['decision'];
  count?: number;
}

/** Reads the command line. Throws an error that says what cannot be meant. */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
  const { json, user, nation, url, approve, deny } = values;
  if (approve && deny) throw new Error('Either --approve or --deny.');
  const count = countOf(values.count);
  if (count !== undefined && !approve) throw new Error('--count goes with --approve.');
  if (nation !== undefined && !NationSlug.safeParse(nation).success) {
    throw new Error('--nation takes the first part of its address: demo for demo.nationbuilder.com.');
  }
  const decision = approve ? 'approve' : deny ? 'deny' : undefined;
  const command = values.help ? ({ do: 'help' } as const) : commandOf(values, positionals.join(' ').trim());
  return { command, json, user, nation, url, decision, count };
}

/** True of commands that are about being signed in. */
export function isSessionCommand(given: Arguments): given is Arguments<SessionCommand> {
  return ['sign-in', 'sign-out', 'sessions'].includes(given.command.do);
}

type Values = Partial<Record<'conversation' | 'page' | 'page-origin' | 'save' | 'decide' | 'undo' | 'user' | 'nation', string>> &
  Partial<Record<'actions' | 'approve' | 'deny' | 'sign-in' | 'sign-out' | 'everywhere' | 'sessions', boolean>>;

/** Options that say what a question is about. */
const ofQuestion = ['conversation', 'page', 'page-origin'] as const;
/** Options of everything that is done in a nation. */
const ofNation = [...ofQuestion, 'save', 'approve', 'deny', 'user'] as const;

function commandOf(values: Values, question: string): NationCommand | SessionCommand {
  const { decide, undo, actions, conversation, page, save } = values;
  const others = [decide, undo, actions, values['sign-in'], values['sign-out'], values.sessions];
  const count = others.filter(value => value !== undefined).length + (question === '' ? 0 : 1);
  if (count > 1) throw new Error(`One at a time: a question, --decide, --actions, --undo, --sign-in, --sign-out or --sessions.`);
  if (values.everywhere && !values['sign-out']) throw new Error('--everywhere goes with --sign-out.');
  const session = sessionCommandOf(values);
  if (session) return session;
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

function sessionCommandOf(values: Values): SessionCommand | undefined {
  if (values['sign-in']) {
    refuse(values, 'sign-in', ...ofNation);
    return { do: 'sign-in' };
  }
  if (values['sign-out']) {
    refuse(values, 'sign-out', ...ofNation, 'nation');
    return { do: 'sign-out', everywhere: values.everywhere ?? false };
  }
  if (!values.sessions) return undefined;
  refuse(values, 'sessions', ...ofNation, 'nation');
  return { do: 'sessions' };
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
