import { type NatClient, NatProblem } from '@nat/client';
import type { Action, ActionStreamEvent, FieldError, UndoAnswer } from '@nat/contracts';
import { NothingToDo } from './ask-problem';
import { followToEnd } from './background';
import type { Card } from './card';
import { type Deciding, decideOne } from './decide';

export interface Undoing extends Deciding {
  onEvent: (event: ActionStreamEvent) => void;
  /**
   * Told what somebody changed since. True where a person then sees it on a card before it is overwritten; false refuses, because
   * whoever decides without looking must not overwrite it.
   */
  onChangedSince: (differences: readonly FieldError[]) => boolean;
  /** Aborting leaves the undo working. */
  signal: AbortSignal;
}

/** What taking a change back came to. */
export type Undone = { status: 'done'; action: Action } | { status: 'denied' | 'awaiting_confirmation'; confirmation: Card };

/** Takes a change back: follows it to its end, and has decided what needs a decision first. */
export async function undo(client: NatClient, given: string, undoing: Undoing): Promise<Undone> {
  const answer = await request(client, given === 'last' ? await newest(client) : given, undoing);
  if (answer.action) return finished(client, answer.action.actionId, undoing);
  if (!answer.confirmation) throw new Error('Nat neither took it back nor asked.');
  return decideUndo(client, answer.confirmation, undoing);
}

/** Has an undo that waits decided, and follows it to its end. */
export async function decideUndo(client: NatClient, confirmation: Card, undoing: Undoing): Promise<Undone> {
  const decided = await decideOne(client, confirmation, undoing);
  if (decided.outcome === 'left') return { status: 'awaiting_confirmation', confirmation };
  if (decided.outcome === 'settled') throw decided.problem;
  if (decided.decision === 'deny') return { status: 'denied', confirmation };
  return finished(client, actionIdOf(decided.eventsUrl), undoing);
}

/** The caller's newest change that can be taken back. */
async function newest(client: NatClient): Promise<string> {
  let cursor: string | undefined;
  do {
    const page = await client.actions({ limit: 100, cursor });
    const found = page.items.find(({ undoable }) => undoable);
    if (found) return found.actionId;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  throw new NothingToDo('There is nothing of yours that can be taken back.');
}

async function request(client: NatClient, actionId: string, { onChangedSince }: Undoing): Promise<UndoAnswer> {
  try {
    return await client.undo(actionId);
  } catch (error) {
    if (!(error instanceof NatProblem) || error.code !== 'action_changed_since') throw error;
    if (!onChangedSince(error.problem.errors ?? [])) throw error;
    return client.undo(actionId, { acceptChanges: true });
  }
}

async function finished(client: NatClient, actionId: string, { onEvent, signal }: Undoing): Promise<Undone> {
  return { status: 'done', action: await followToEnd(client, actionId, onEvent, signal) };
}

/** An undo outside a query is followed at its action. */
export function actionIdOf(eventsUrl = ''): string {
  const [, actionId] = /\/actions\/([^/]+)\/events$/.exec(eventsUrl) ?? [];
  if (actionId === undefined) throw new Error('Nat did not say where the change can be followed.');
  return actionId;
}
