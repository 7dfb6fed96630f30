import type { Clock } from '@nat/service-kit';
import { NationBuilderError } from '../http/nation-builder-error';
import { FairQueue } from './fair-queue';
import { ConnectionLimits, type RequestLimit, type TokenBucket } from './token-bucket';

/** Requests per second and at once from one address: at most 200 in any 10 s, four fifths of what NationBuilder allows. */
const addressRate = 18;
const addressBurst = 20;
/** Milliseconds within which refusals of two connections mean that the address is refused, and not a token. */
const refusalsTogetherMs = 10_000;

export interface EgressOptions {
  /** Processes behind the same egress address, 1 to 20: each takes its share. */
  processes: number;
  /** Requests that may wait at once; 10,000 unless told. One more is refused. */
  mostWaiting?: number;
}

/** A request that waits for its turn. */
interface Call {
  bucket: TokenBucket;
  start: () => void;
}

/**
 * Spaces the requests of all nations of this process, which leave by one address: 18 a second and 20 at once, divided among
 * the processes behind it. Nations take turns (deficit round robin; a request costs one), so a busy nation delays another by
 * one turn at most, and what nobody uses is anybody's. Inside its nation a connection keeps its own bucket, as NationBuilder
 * counts by token too. Design: reliability 2.10. One of it per process.
 */
export class EgressLimiter {
  private readonly connections: ConnectionLimits;
  private readonly queue = new FairQueue<Call>();
  private readonly interval: number;
  private readonly burst: number;
  private readonly mostWaiting: number;
  /** Millisecond at which the bucket of the address would be full again. */
  private full = 0;
  private pausedUntil = 0;
  private lastRefusal?: { connection: string; at: number };
  private waiting = 0;
  private serving = false;
  /** Ends a sleep that waits for pauses of connections: somebody else may go. */
  private wake?: AbortController;

  constructor(
    private readonly clock: Clock,
    { processes, mostWaiting = 10_000 }: EgressOptions,
  ) {
    if (!Number.isInteger(processes) || processes < 1 || processes > addressBurst)
      throw new RangeError(`an egress address is shared by 1 to ${addressBurst} processes, not ${processes}`);
    this.connections = new ConnectionLimits(clock);
    this.interval = (1_000 * processes) / addressRate;
    this.burst = Math.floor(addressBurst / processes);
    this.mostWaiting = mostWaiting;
  }

  /**
   * The limit of one connection of one nation.
   *
   * @param nation its slug: what takes turns.
   * @param connection names the NationBuilder token, such as `acme` or `acme/usr_1`.
   */
  for(nation: string, connection: string): RequestLimit {
    const bucket = this.connections.for(connection);
    return {
      take: async signal => {
        await bucket.take(signal);
        if (!signal?.aborted) await this.turnOf(nation, bucket, signal);
      },
      pause: milliseconds => {
        bucket.pause(milliseconds);
        this.refused(connection, milliseconds);
      },
    };
  }

  private turnOf(nation: string, bucket: TokenBucket, signal?: AbortSignal): Promise<void> {
    const detail = 'Too many requests wait for NationBuilder at the moment.';
    if (this.waiting >= this.mostWaiting) throw new NationBuilderError({ kind: 'rate_limited', detail, retryAfterMs: 1_000 });
    return new Promise(resolve => {
      const leave = (): void => {
        this.waiting -= 1;
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const call: Call = { bucket, start: leave };
      const abort = (): void => {
        this.queue.remove(nation, call);
        leave();
      };
      this.queue.add(nation, call);
      this.waiting += 1;
      signal?.addEventListener('abort', abort, { once: true });
      this.wake?.abort('somebody came');
      if (!this.serving) void this.serve();
    });
  }

  /** Runs while somebody waits. */
  private async serve(): Promise<void> {
    this.serving = true;
    while (this.waiting > 0) {
      const start = Math.max(this.full, this.clock.monotonic());
      const slot = Math.max(start - (this.burst - 1) * this.interval, this.pausedUntil);
      const wait = slot - this.clock.monotonic();
      if (wait > 0) {
        await this.clock.sleep(wait);
        continue;
      }
      const call = this.queue.next(({ bucket }) => bucket.pausedFor() === 0);
      if (call) {
        this.full = start + this.interval;
        call.start();
      } else await this.untilSomebodyMayGo();
    }
    this.serving = false;
  }

  /** All who wait have connections that are paused. */
  private async untilSomebodyMayGo(): Promise<void> {
    const pauses = Array.from(this.queue.all(), ({ bucket }) => bucket.pausedFor());
    this.wake = new AbortController();
    await this.clock.sleep(Math.min(...pauses), this.wake.signal);
    this.wake = undefined;
  }

  private refused(connection: string, milliseconds: number): void {
    const now = this.clock.monotonic();
    const last = this.lastRefusal;
    if (last && last.connection !== connection && now - last.at < refusalsTogetherMs)
      this.pausedUntil = Math.max(this.pausedUntil, now + milliseconds);
    this.lastRefusal = { connection, at: now };
  }
}
