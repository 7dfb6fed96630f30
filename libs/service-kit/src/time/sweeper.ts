import type { Clock, Repetition } from './clock';

export interface SweeperParts {
  clock: Clock;
  /** Milliseconds between two sweeps when nobody asks for one. */
  everyMs: number;
  /** One sweep: does everything that waits. Never two of them at once. */
  work: () => Promise<void>;
  /** Told of every sweep that failed, unless its failure is a caller's answer. The next one happens all the same. */
  onError: (error: unknown) => void;
}

/**
 * Does what waits soon after somebody said that there is some, and every so often whatever happens: the sweep alone is
 * sufficient, the nudge only makes it early.
 */
export class Sweeper {
  private running?: Promise<void>;
  private again = false;
  private repetition?: Repetition;

  constructor(private readonly parts: SweeperParts) {}

  start(): void {
    const { clock, everyMs, onError } = this.parts;
    this.repetition ??= clock.every(everyMs, () => this.sweep(), onError);
  }

  /** Ends the repetition after a last sweep, which begins after this call. Never rejects. */
  async stop(): Promise<void> {
    await this.repetition?.stop();
    await this.sweep().catch(this.parts.onError);
  }

  /** Something waits: do it now rather than at the next sweep. Never fails and never waits. */
  nudge(): void {
    void this.sweep().catch(this.parts.onError);
  }

  /**
   * Sweeps. Calls that meet share the sweep that runs and one more after it, whatever becomes of the first, so that what was
   * there before a call is not missed. Rejects as the last of these did; the failure of the one before is reported.
   */
  sweep(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.run().finally(() => (this.running = undefined));
    return this.running;
  }

  private async run(): Promise<void> {
    do {
      this.again = false;
      try {
        await this.parts.work();
      } catch (error) {
        if (!this.again) throw error;
        this.parts.onError(error);
      }
    } while (this.again);
  }
}
