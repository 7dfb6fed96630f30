import type { Clock, Rng } from '@nat/service-kit';
import { DeltaCoalescer } from '../stream/delta-coalescer';
import type { QueryLog } from '../stream/query-log';
import { OutputGuard } from './output-guard';

export interface ShownMessageOptions {
  rng: Rng;
  clock: Clock;
  log: QueryLog;
  /** Everything the person wrote in this conversation: contact data in it may be repeated. */
  typed: string;
}

/** One message of the answer on its way to the person: guarded, joined into deltas, and kept for its completion. */
export class ShownMessage {
  readonly id: string;
  text = '';
  private guard: OutputGuard;
  private readonly deltas: DeltaCoalescer;

  constructor(
    private readonly options: ShownMessageOptions,
    onText: () => void,
  ) {
    this.id = options.rng.id('msg');
    this.guard = new OutputGuard(options.typed);
    this.deltas = new DeltaCoalescer(options.clock, text => {
      onText();
      options.log.delta(this.id, text);
    });
  }

  push(text: string): void {
    this.add(this.guard.push(text));
  }

  /** Everything that was held back goes out. */
  finish(): void {
    this.add(this.guard.end());
    this.deltas.flush();
  }

  /** The completed message will say this instead of what was streamed. */
  replace(text: string): void {
    this.finish();
    this.guard = new OutputGuard(this.options.typed);
    this.text = text;
  }

  private add(text: string): void {
    this.text += text;
    this.deltas.push(text);
  }
}
