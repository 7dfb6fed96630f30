import './quiet-sdk';
import { AnswerPrinter } from './ask/answer-printer';
import { type Arguments, help, readArguments } from './ask/arguments';
import { exitCodes, explain } from './ask/ask-problem';
import { runCommand } from './ask/run-command';
import { signedInClient } from './ask/signed-in-client';
import { openStack, type OpenStack } from './open-stack';
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
    stack = await openStack(given.url, label => progress.step(label));
    progress.finish();
    for (const line of stack.live ?? []) process.stderr.write(`${tint('yellow', line)}\n`);
    const client = signedInClient({ gateway: stack.gateway, user: given.user, now: Date.now });
    const { stdin: input, stdout: output } = process;
    const printer = given.json ? undefined : new AnswerPrinter(output);
    return await runCommand({ client, given, stack, input, output, printer, now: Date.now, cancel: cancel.signal });
  } catch (error) {
    progress.clear();
    return explain(error, given.json);
  } finally {
    await stack?.close();
  }
}

process.exit(await main());
