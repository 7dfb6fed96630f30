import type { NatClient } from '@nat/client';
import type { SessionSummary } from '@nat/contracts';
import { ago } from '../../../console/state/words.js';
import { tint } from '../../progress';
import type { Arguments, SessionCommand } from '../arguments';
import { exitCodes, NothingToDo } from '../ask-problem';
import { commandFor } from '../report';
import type { Run } from '../run';
import { seenLine } from '../terminal-text';
import { keptClient, storeOf } from './kept-session';
import { signIn } from './sign-in';

/** A command about being signed in, with everything it works with. */
export interface SessionRun extends Pick<Run, 'output' | 'now' | 'cancel'> {
  given: Arguments<SessionCommand>;
  gateway: string;
  /** State folder. */
  folder: string;
  /** For people, beside what a program reads. */
  errors: Run['output'];
  openBrowser: (address: string) => void;
}

/** Does what the command line says, tells of it, and answers the exit code. Rejects with {@link NothingToDo} without a sign-in. */
export async function runSessionCommand(run: SessionRun): Promise<number> {
  const { given, gateway, cancel } = run;
  const kept = await storeOf(run).load();
  const client = keptClient(run);
  if (given.command.do === 'sign-in') {
    const signingIn = { client, gateway, nation: given.nation, before: kept, cancel };
    const me = await signIn({ ...signingIn, onAddress: url => tellAddress(run, url) }).catch(unlessCanceled(cancel));
    if (!me) return exitCodes.canceled;
    const nations = me.memberships.map(({ nationSlug, role }) => `${nationSlug} (${role.replaceAll('_', ' ')})`);
    const where = nations.length === 0 ? 'You belong to no nation yet.' : `Your nations: ${nations.join(', ')}.`;
    return tell(run, [`${tint('green', 'Signed in', run.output)} as ${seenLine(me.name)}. ${where}`], me);
  }
  if (!kept) throw new NothingToDo(`Nobody is signed in to ${gateway} here. ${commandFor(given, '--sign-in')}`);
  if (given.command.do === 'sign-out') return signOut(run, client, given.command.everywhere);
  const { items } = await client.sessions();
  const lines = items.map(session => sessionLine(session, run));
  return tell(run, lines, { items });
}

async function signOut(run: SessionRun, client: NatClient, everywhere: boolean): Promise<number> {
  await (everywhere ? client.endAllSessions() : client.signOut());
  return tell(run, [everywhere ? 'Signed out everywhere.' : 'Signed out.'], { signedOut: everywhere ? 'everywhere' : 'here' });
}

function tellAddress({ errors, openBrowser }: SessionRun, url: string): void {
  errors.write(
    `Sign in in a browser on this machine:\n\n  ${url}\n\n${tint('dim', 'Waiting 5 minutes. Ctrl-C gives up.', errors)}\n`,
  );
  openBrowser(url);
}

function tell({ given, output }: SessionRun, lines: string[], value: unknown): number {
  output.write(given.json ? `${JSON.stringify(value)}\n` : `${lines.join('\n')}\n`);
  return exitCodes.answered;
}

function sessionLine({ client, startedAt, lastUsedAt, network, current }: SessionSummary, { now, output }: SessionRun): string {
  const from = network === undefined ? '' : `, from ${seenLine(network)}`;
  const line = `${seenLine(client).padEnd(10)} since ${startedAt.slice(0, 10)}, last used ${ago(lastUsedAt, now())}${from}`;
  return current ? `${line}  ${tint('green', 'this one', output)}` : line;
}

function unlessCanceled(cancel: AbortSignal) {
  return (error: unknown): undefined => {
    if (!cancel.aborted) throw error;
  };
}
