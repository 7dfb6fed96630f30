import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { Card } from './card';
import type { Decide, Decision } from './decide';

/** Characters that a decision may give as its reason. */
const longestReason = 500;

/** Milliseconds in which what a terminal holds already comes in; nobody has read a card by then. */
const drainMs = 50;

export interface Terminal {
  input: Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  output: Writable;
}

/**
 * Asks the person at a terminal. Only a word decides that was typed after it was asked for: an empty line asks again, and
 * Ctrl-C, Ctrl-D or the signal leave this change and all that follow waiting.
 */
export function askingPerson({ input, output }: Terminal, signal: AbortSignal): Decide {
  let gone = false;
  return async card => {
    while (!gone && !signal.aborted) {
      const line = (await drained(input)) ? await readLine(questionOf(card), { input, output }, signal) : undefined;
      if (line === undefined) gone = true;
      const decision = line === undefined ? undefined : decisionOf(line, card);
      if (decision) return decision;
    }
    return 'leave';
  };
}

function questionOf({ typedCountRequired, effect: { count } }: Card): string {
  const proceed = typedCountRequired ? `type ${count} to proceed` : '[p]roceed';
  return `${proceed} / [c]ancel (a reason may follow): `;
}

/** What a line decides; undefined asks again. */
export function decisionOf(line: string, { typedCountRequired, effect: { count } }: Card): Decision | undefined {
  const text = line.trim();
  const canceled = /^c(?:ancel)?(?:[\s,:]+(.*))?$/i.exec(text);
  if (canceled) return { decision: 'deny', ...(canceled[1] && { reason: canceled[1].slice(0, longestReason) }) };
  if (!typedCountRequired) return /^(?:p|proceed)$/i.test(text) ? { decision: 'approve' } : undefined;
  const typed = /^\d[\d,]*$/.test(text) ? Number(text.replaceAll(',', '')) : undefined;
  return typed === count ? { decision: 'approve', typedCount: typed } : undefined;
}

/**
 * Empties a terminal of what was typed before it was asked for: an impatient or doubled key would otherwise approve a card that
 * nobody has seen. False where Ctrl-C was among it.
 */
async function drained(input: Terminal['input']): Promise<boolean> {
  if (!input.isTTY) return true;
  let left = false;
  const drop = (typed: Buffer | string): void => void (left ||= typed.toString().includes('\u0003'));
  // A line that is held back until its end comes out only in raw mode.
  input.setRawMode?.(true);
  input.on('data', drop).resume();
  await setTimeout(drainMs);
  input.off('data', drop).pause();
  input.setRawMode?.(false);
  return !left;
}

/** One line, or undefined when the person or the signal ended it. */
async function readLine(question: string, { input, output }: Terminal, signal: AbortSignal): Promise<string | undefined> {
  const lines = createInterface({ input, output, terminal: true, historySize: 0 });
  const closed = new Promise<undefined>(resolve => lines.once('close', () => resolve(undefined)));
  lines.once('SIGINT', () => lines.close());
  const end = (): void => lines.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    const line = await Promise.race([lines.question(question).catch(() => undefined), closed]);
    if (line === undefined) output.write('\n');
    return line;
  } finally {
    signal.removeEventListener('abort', end);
    lines.close();
  }
}
