import type { NatClient } from '@nat/client';
import type { Readable, Writable } from 'node:stream';
import type { OpenStack } from '../open-stack';
import type { AnswerPrinter } from './answer-printer';
import type { Arguments, NationCommand } from './arguments';

/** A command with everything it works with. */
export interface Run {
  client: NatClient;
  given: Arguments<NationCommand>;
  stack: Pick<OpenStack, 'nationOrigin' | 'own' | 'keeps'>;
  /** Where a person types, and where they read; a program reads JSON there. */
  input: Readable & { isTTY?: boolean };
  output: Writable & { isTTY?: boolean };
  /** Writes for people; undefined where the output is for a program. */
  printer?: AnswerPrinter;
  /** Milliseconds since 1970. */
  now: () => number;
  /** The person wants it to end. */
  cancel: AbortSignal;
}
