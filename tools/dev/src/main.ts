import './quiet-sdk';
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import type { RunningConsole } from './console/start-console';
import { PortsBusy } from './free-ports';
import { consolePlace, openConsole } from './console/open-console';
import { Progress, tint } from './progress';
import { type Stack, startStack } from './stack';
import { claimFolder, emptyFolder, FolderInUse, removeRecord, runningStack, writeRecord } from './state-folder';
import { consolePort, ports } from './settings';
import { workspaceRoot } from './workspace-root';

const help = `npm start -- [options]

Starts Nat on this machine: every service, an embedded AWS endpoint, sandboxes of Claude, NationBuilder and Stripe, and a
mailbox that takes the mail Nat sends.
State is kept in .nat/ and is there again at the next start. Ctrl-C ends it.

  --fresh       forget the state of earlier runs first
  --separate    each service as a process of its own, from its bundle where one is built
              (npm run start:separate builds them first)
  --verbose     show the services' log, one JSON object a line
  --help        this text

Environment
  ANTHROPIC_API_KEY       answers come from the real model instead of the sandbox planner
  ANTHROPIC_MODE          live or double, where the key alone should not decide
${Object.entries({ ...ports, console: consolePort })
  .map(([name, { variable, value }]) => `  ${variable.padEnd(24)}port of ${name} (${value})`)
  .join('\n')}
`;

const options = {
  fresh: { type: 'boolean' },
  separate: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Prints what went wrong in words and ends with `code`. */
function fail(text: string, code: number): never {
  process.stderr.write(`${tint('red', 'Nat did not start:')} ${text}\n`);
  process.exit(code);
}

function readArguments(): { fresh?: boolean; separate?: boolean; verbose?: boolean; help?: boolean } {
  try {
    return parseArgs({ options, strict: true }).values;
  } catch (error) {
    fail(`${(error as Error).message}\nSee npm start -- --help`, 2);
  }
}

function claim(folder: string): () => void {
  try {
    return claimFolder(folder);
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error;
    const running = runningStack(folder);
    fail(running ? `it already runs (process ${running.pid}) at ${running.gateway}` : `${error.message}`, 3);
  }
}

function announce(stack: Stack, page: RunningConsole, milliseconds: number): void {
  const line = (label: string, text: string): string => `  ${label.padEnd(15)}${text}\n`;
  const vendors = stack.vendors.map(({ vendor, mode, reason }) =>
    line(vendor, `${mode === 'live' ? tint('yellow', 'LIVE', process.stdout) : 'double'} (${reason})`),
  );
  process.stdout.write(
    [
      `\n${tint('bold', 'Nat is ready', process.stdout)} after ${(milliseconds / 1000).toFixed(1)} s, ${Math.round(process.memoryUsage().rss / 1_048_576)} MB\n\n`,
      line('Console', `${page.url}   (ask, approve and undo in a browser)`),
      line('API', `${stack.urls.gateway}/v1   (${stack.urls.gateway}/v1/openapi.json)`),
      line('Sandbox nation', `${stack.urls.nationbuilder}/n/demo/admin`),
      line('Mailbox', `${stack.urls.mail}   (the mail that Nat sends; none leaves this machine)`),
      line('AWS endpoint', stack.urls.aws),
      '\n',
      ...vendors,
      '\nSandbox sign-in: nation demo, user ada (owner). Others: olu, finn, vera, rita.\n',
      `Its control key: ${stack.controlKey}\n\nTry, in another terminal:\n\n`,
      '  npm run ask -- "How many volunteers live in Austin, and who gave over $100 last month?"\n\n',
      tint('dim', 'Ctrl-C ends Nat. State is kept in .nat/.\n', process.stdout),
    ].join(''),
  );
}

/** A signal ends Nat in order; one more, a second or longer after it, at once: npm and the terminal may both send the first. */
function endOnSignals(close: () => Promise<void>, folder: string, release: () => void): void {
  let endingSince: number | undefined;
  const end = (): void => {
    if (endingSince !== undefined) {
      if (performance.now() - endingSince > 1000) process.exit(130);
      return;
    }
    endingSince = performance.now();
    process.stderr.write('\nEnding Nat…\n');
    removeRecord(folder);
    void close().then(
      () => {
        release();
        process.exit(0);
      },
      error => fail(String(error), 1),
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

const started = performance.now();
const given = readArguments();
if (given.help) {
  process.stdout.write(help);
  process.exit(0);
}
const folder = process.env.NAT_FOLDER ?? join(workspaceRoot, '.nat');
const release = claim(folder);
if (given.fresh) emptyFolder(folder);
const progress = new Progress();
try {
  const logLevel = given.verbose ? 'log' : 'warn';
  const place = await consolePlace(process.env);
  const onProgress = (label: string): void => progress.step(label);
  const stack = await startStack({ folder, logLevel, separate: given.separate, webOrigins: place.origins, onProgress });
  progress.step('developer console');
  const page = await openConsole(stack.urls, place).catch(error => stack.close().then(() => Promise.reject(error)));
  progress.finish();
  const urls = { ...stack.urls, console: page.url };
  writeRecord(folder, { pid: process.pid, gateway: stack.urls.gateway, kind: 'start', urls });
  endOnSignals(() => page.close().then(() => stack.close()), folder, release);
  announce(stack, page, performance.now() - started);
} catch (error) {
  progress.clear();
  release();
  if (error instanceof PortsBusy) fail(error.message, 3);
  fail(error instanceof Error ? error.message : String(error), 1);
}
