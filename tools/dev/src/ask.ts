import './quiet-sdk';
import { NatClient } from '@nat/client';
import { parseArgs } from 'node:util';
import { askOnce, type AskResult } from './ask-once';
import { exitCodes, explain } from './ask-problem';
import { AnswerPrinter } from './answer-printer';
import { openStack, type OpenStack } from './open-stack';
import { pageOf } from './page-argument';
import { Progress, tint } from './progress';
import { sandboxUser } from './prepare-sandbox';
import { type SavedFile, saveExports } from './save-export';

const help = `npm run ask -- [options] "question"

Asks Nat one question in the sandbox nation and streams the answer. Uses the Nat that "npm start" runs, else starts its own.

  --json                 one JSON object instead of text: queryId, answer, toolCalls, usage, used, limit, timings
  --user NAME            who asks: ada (owner, default), olu, finn, vera or rita
  --conversation ID      go on with this conversation (its id stands in the JSON output)
  --page ADDRESS         page of the control panel that "this person", "this list" … means
  --page-origin ORIGIN   where nations live, with {slug} in it; otherwise the sandbox of the Nat that is asked, or NationBuilder
  --save FOLDER          where files of an answer go (the folder you are in); none is written over
  --url URL              a gateway elsewhere on this machine, instead of the one found
  --help                 this text

Ctrl-C cancels the question.

Exit codes: 0 answered · 1 failed · 2 wrong arguments · 3 refused (limit, rate, subscription, role) · 4 Nat cannot be reached · 130 canceled
`;

const options = {
  json: { type: 'boolean' },
  user: { type: 'string', default: sandboxUser.user },
  conversation: { type: 'string' },
  page: { type: 'string' },
  'page-origin': { type: 'string' },
  save: { type: 'string', default: process.env.INIT_CWD ?? process.cwd() },
  url: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Arguments {
  question: string;
  json: boolean;
  user: string;
  conversation?: string;
  page?: string;
  'page-origin'?: string;
  save: string;
  url?: string;
}

function readArguments(): Arguments {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true, strict: true });
    if (values.help) {
      process.stdout.write(help);
      process.exit(0);
    }
    const question = positionals.join(' ').trim();
    if (question === '') throw new Error('Which question? Put it in quotation marks.');
    return { ...values, json: values.json ?? false, question };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    process.exit(exitCodes.usage);
  }
}

/** First Ctrl-C cancels the query; a second one leaves at once. */
function cancelOnSignal(cancel: AbortController): void {
  const onSignal = (): void => {
    if (cancel.signal.aborted) process.exit(exitCodes.canceled);
    cancel.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

function limitText({ used, limit }: AskResult): string {
  if (used === undefined || limit === undefined) return '';
  return limit.kind === 'finite' ? `${used} of ${limit.amount} queries used` : `${used} queries used, no limit`;
}

function fileLine({ file, problem }: SavedFile): string {
  const { stdout } = process;
  return file ? `${tint('green', 'Saved', stdout)} ${file}` : `${tint('red', 'Not saved:', stdout)} ${problem}`;
}

function print(result: AskResult, { json }: Arguments): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  for (const saved of result.files) process.stdout.write(`${fileLine(saved)}\n`);
  const seconds = `${(result.timings.totalMs / 1000).toFixed(1)} s`;
  const facts = [limitText(result), seconds].filter(fact => fact !== '').join(' · ');
  process.stdout.write(`\n${tint('dim', facts, process.stdout)}\n`);
}

async function main(): Promise<number> {
  const given = readArguments();
  const progress = new Progress(given.json);
  const cancel = new AbortController();
  cancelOnSignal(cancel);
  let stack: OpenStack | undefined;
  try {
    stack = await openStack(given.url, label => progress.step(label));
    progress.finish();
    for (const line of stack.live ?? []) process.stderr.write(`${tint('yellow', line)}\n`);
    const client = new NatClient({ baseUrl: stack.gateway });
    await client.signInSandbox({ ...sandboxUser, user: given.user });
    const printer = given.json ? undefined : new AnswerPrinter();
    const pageContext = given.page === undefined ? undefined : pageOf(given.page, given['page-origin'] ?? stack.nationOrigin);
    const ask = { text: given.question, conversationId: given.conversation, pageContext };
    const result = await askOnce(client, ask, event => printer?.show(event), cancel.signal);
    const exportIds = result.toolCalls.flatMap(({ exportId }) => exportId ?? []);
    result.files = await saveExports(client, exportIds, given.save);
    print(result, given);
    return result.status === 'completed'
      ? exitCodes.answered
      : result.status === 'canceled'
        ? exitCodes.canceled
        : exitCodes.failed;
  } catch (error) {
    progress.clear();
    return explain(error, given.json);
  } finally {
    await stack?.close();
  }
}

process.exit(await main());
