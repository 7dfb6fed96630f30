import { setMaxListeners } from 'node:events';
import type { Refusal } from '../loop/tool-outcome';
import type { ToolProgress, ToolResult } from '../tools/kit/define-tool';
import type { ActionRow } from './action-row';

/** Why an action is stopped. `canceled`: its user asked. `time`: it took too long. `interrupted`: the process shuts down. */
export type ActionStop = 'canceled' | 'time' | 'interrupted' | 'lost';

/** How an action came to its end here. `left`: another process goes on with it, or will. */
export type ActionOutcome =
  { kind: 'ended'; action: ActionRow; result?: ToolResult; refusal?: Refusal } | { kind: 'left'; action: ActionRow };

/** An action that is carried out in this process. */
export class RunningAction {
  private readonly stopping = new AbortController();
  private readonly killing = new AbortController();
  private readonly listeners = new Set<(progress: ToolProgress) => void>();
  /** Why it was stopped; the first cause counts. */
  stopped?: ActionStop;
  latest?: ToolProgress;
  /** Never rejects. */
  ended!: Promise<ActionOutcome>;

  private detached: boolean;
  private isEnding = false;

  constructor(readonly action: ActionRow) {
    this.detached = action.background;
    setMaxListeners(0, this.stopping.signal, this.killing.signal); // one for each call in flight
  }

  /** Aborted to end it between two targets. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Aborted when not even an answer on its way is worth anything here: another process has it. */
  get sending(): AbortSignal {
    return this.killing.signal;
  }

  /** True once it goes on without its query. */
  get background(): boolean {
    return this.detached;
  }

  /** Lets it go on without its query. False when it is ending already: the query is told, and nobody else. */
  detach(): boolean {
    this.detached ||= !this.isEnding;
    return this.detached;
  }

  /** From here on nobody leaves it any more. True when its query has, and the conversation is to be told how it ends. */
  ending(): boolean {
    this.isEnding = true;
    return this.detached;
  }

  stop(cause: ActionStop): void {
    this.stopped ??= cause;
    this.stopping.abort(new Error(`stopped: ${cause}`));
    if (cause === 'lost') this.killing.abort(new Error('stopped: lost'));
  }

  tell(progress: ToolProgress): void {
    this.latest = progress;
    for (const listener of this.listeners) listener(progress);
  }

  /** Hears how far it is, beginning with what is known. Returns what ends the hearing. */
  follow(listener: (progress: ToolProgress) => void): () => void {
    if (this.latest) listener(this.latest);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
