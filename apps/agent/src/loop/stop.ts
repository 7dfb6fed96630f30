import type { ProblemCode } from '@nat/contracts';
import type { CapName } from './caps';
import type { TurnOutcome } from './tool-calls';

/** Why a query is stopped from outside its loop; the reason its signal is aborted with. */
export type StopCause =
  /** Its user asked. */
  | { kind: 'canceled' }
  /** Its working time is used up. */
  | { kind: 'cap'; cap: CapName }
  /** It cannot go on: the server shuts down, or its reservation is gone. Never billed. */
  | { kind: 'interrupted' }
  /** Another process may have ended it: nothing may be written any more. */
  | { kind: 'lost' };

export class Stopped extends Error {
  constructor(readonly cause: StopCause) {
    super(`stopped: ${cause.kind}`);
    this.name = 'Stopped';
  }
}

/** How a query ended. */
export type LoopEnd =
  | { kind: 'completed'; outcome: 'answered' | 'refused' | 'capped' | 'truncated'; cap?: CapName }
  | { kind: 'failed'; code: ProblemCode; reason?: string }
  | { kind: 'canceled'; reason?: 'user' | 'superseded' | 'confirmation_expired' }
  | { kind: 'lost' };

/** Where a loop comes to rest: `awaiting`: it does not end yet, calls of its last turn wait for their person. */
export type LoopRest = LoopEnd | { kind: 'awaiting'; turn: TurnOutcome };
