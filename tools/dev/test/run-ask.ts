import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { AnswerPrinter } from '../src/ask/answer-printer';
import { type Arguments, type NationCommand, readArguments } from '../src/ask/arguments';
import { runCommand } from '../src/ask/run-command';
import { carriedOut, confirmation, FakeNat, held, notCarriedOut } from './fake-nat';

const now = Date.parse('2026-11-20T10:00:02.000Z');

export interface Circumstances {
  keys?: string[];
  own?: boolean;
  keeps?: boolean;
  onText?: (soFar: string) => void;
  cancel?: AbortController;
}

/** Runs a command line against a Nat. `keys` are typed at a terminal, each when it was asked for; without any there is none. */
export async function run(
  nat: FakeNat,
  args: string[],
  { keys, own = false, keeps = true, onText, cancel = new AbortController() }: Circumstances = {},
) {
  const given = readArguments(args) as Arguments<NationCommand>;
  const [input, output] = [new PassThrough(), new PassThrough()].map(stream =>
    Object.assign(stream, { isTTY: keys !== undefined }),
  );
  let text = '';
  output!.on('data', (data: Buffer) => {
    text += stripVTControlCharacters(data.toString());
    onText?.(text);
    const next = data.toString().includes('follow): ') ? keys?.shift() : undefined;
    if (next !== undefined) input!.write(next);
  });
  const code = await runCommand({
    client: nat.client,
    given,
    stack: { own, keeps },
    input: input!,
    output: output!,
    printer: given.json ? undefined : new AnswerPrinter(output!),
    now: () => now,
    cancel: cancel.signal,
  });
  return { code, text };
}

/** A Nat that holds a change, and does it when it is approved. */
export const waiting = (): FakeNat =>
  new FakeNat()
    .asks(...held(confirmation))
    .decides(confirmation, decision => (decision === 'approve' ? carriedOut : notCarriedOut));
