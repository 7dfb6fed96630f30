import { type ActionStreamEventName, actionStreamEvents } from '@nat/contracts';
import { Clock } from '@nat/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import type { SseConnection } from '../stream/sse-connection';
import { type ActionRow, shownAction } from './action-row';
import { ActionRunner } from './action-runner';
import { ActionStore } from './action.store';

/** Milliseconds between two looks. */
const pollMs = 1_000;

/**
 * Tells how far an action is, to its end, wherever it is carried out. Each event tells the whole state, so it is read from the
 * entry itself and needs no log; its id is the revision of the entry.
 */
@Injectable()
export class ActionFollowers {
  private readonly logger = new Logger(ActionFollowers.name);

  constructor(
    private readonly store: ActionStore,
    private readonly runner: ActionRunner,
    private readonly clock: Clock,
  ) {}

  /** Goes on after the caller has returned; ends the stream. */
  follow(action: ActionRow, after: number, connection: SseConnection): void {
    this.tell(action, after, connection).catch((error: unknown) => {
      // The client resumes by its last id.
      this.logger.warn({ event: 'stream_broken', actionId: action.actionId, reason: String(error) });
      connection.end();
    });
  }

  private async tell(action: ActionRow, after: number, connection: SseConnection): Promise<void> {
    let last = after;
    let now: ActionRow | undefined = action;
    while (now && !connection.closed.aborted) {
      if (now.revision > last) {
        connection.write(this.sse(now), this.clock.monotonic());
        last = now.revision;
      }
      if (now.status !== 'running') break;
      await this.clock.sleep(pollMs, connection.closed);
      now = await this.store.find(action.nationSlug, action.actionId);
    }
    connection.end();
  }

  /** Where it is carried out here, newer numbers are known than those that were kept. */
  private sse(row: ActionRow): Buffer {
    const newest = row.status === 'running' ? this.runner.get(row.actionId)?.latest : undefined;
    const action = { ...row, ...(newest && { done: newest.done, alreadySo: newest.alreadySo }) };
    const { actionId, revision: seq, done, alreadySo, failed, unknown, notTried, targets: total } = action;
    const common = { v: 1, actionId, seq, time: this.clock.iso(), done, alreadySo, failed, unknown, notTried, total };
    if (action.status === 'running') return frame('action.progress', common);
    const { status, summary, undoable } = shownAction(action, this.clock.now());
    return frame('action.completed', { ...common, status, summary, undoable });
  }
}

function frame(event: ActionStreamEventName, facts: object): Buffer {
  const data = actionStreamEvents[event].parse(facts);
  return Buffer.from(`id: ${data.seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
