import './quiet-sdk';
import { AnswerPrinter } from './ask/answer-printer';
import { type Arguments, help, isSessionCommand, type NationCommand, readArguments, type SessionCommand } from './ask/arguments';
import { exitCodes, explain, NothingToDo } from './ask/ask-problem';
import { demoClient } from './ask/demo-client';
import { commandFor } from './ask/report';
import { runCommand } from './ask/run-command';
import { keptClient, storeOf } from './ask/sign-in/kept-session';
import { namingNations } from './ask/sign-in/name-nations';
import { openBrowser } from './ask/sign-in/open-browser';
import { runSessionCommand } from './ask/sign-in/run-session-command';
import { folder, openStack, type OpenStack, standingStack } from './open-stack';
import { Progress, tint } from './progress';

function argumentsOrExit(): Arguments {
  try {
    const given = readArguments(process.argv.slice(2));
    if (given.command.do !== 'help') return given;
    process.stdout.write(help);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    process.exit(exitCodes.usage);
  }
}

/**
 * First Ctrl-C cancels the query, or leaves what works or waits without one. One more, a second or longer after it, leaves at
 * once: npm and the terminal may both send the first.
 */
function cancelOnSignal(cancel: AbortController): void {
  let since: number | undefined;
  const onSignal = (): void => {
    if (since !== undefined && performance.now() - since > 1000) process.exit(exitCodes.canceled);
    since ??= performance.now();
    cancel.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

async function main(): Promise<number> {
  const given = argumentsOrExit();
  const progress = new Progress(given.json);
  const cancel = new AbortController();
  cancelOnSignal(cancel);
  let stack: OpenStack | undefined;
  try {
    if (isSessionCommand(given)) return await aboutSession(given, cancel.signal);
    stack = await openStack(given.url, label => progress.step(label));
    progress.finish();
    for (const line of stack.live ?? []) process.stderr.write(`${tint('yellow', line)}\n`);
    return await inNation(given as Arguments<NationCommand>, stack, cancel.signal);
  } catch (error) {
    progress.clear();
    return explain(error, given.json);
  } finally {
    await stack?.close();
  }
}

/** Whoever signed in to this Nat asks, unless the command line names a demo user; else the demo user who owns the nation. */
async function inNation(given: Arguments<NationCommand>, stack: OpenStack, cancel: AbortSignal): Promise<number> {
  const { gateway } = stack;
  const { user, nation } = given;
  const kept = user === undefined ? await storeOf({ folder, gateway }).load() : undefined;
  const onSignedOut = (): void => void process.stderr.write(`Sign in again: ${commandFor(given, '--sign-in')}\n`);
  const client = kept
    ? keptClient({ folder, gateway, nation, onSignedOut })
    : demoClient({ gateway, user, nation, now: Date.now });
  const { stdin: input, stdout: output } = process;
  const printer = given.json ? undefined : new AnswerPrinter(output);
  return runCommand({ client, given, stack, input, output, printer, now: Date.now, cancel }).catch(async (error: unknown) => {
    throw await namingNations(error, client, nation);
  });
}

async function aboutSession(given: Arguments<SessionCommand>, cancel: AbortSignal): Promise<number> {
  const stack = await standingStack(given.url);
  if (!stack) throw new NothingToDo('No Nat runs here to be signed in to. Start one with npm start, or name one with --url.');
  const { stdout: output, stderr: errors } = process;
  const open = output.isTTY && !given.json ? openBrowser : (): void => undefined;
  return runSessionCommand({ given, gateway: stack.gateway, folder, output, errors, now: Date.now, cancel, openBrowser: open });
}

process.exit(await main());
