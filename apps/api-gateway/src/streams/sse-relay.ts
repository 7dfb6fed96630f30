import { heartbeat, heartbeatMs } from '@nat/contracts';
import type { Readable, Writable } from 'node:stream';

/** How often {@link SseRelay.tick} is to be called, in milliseconds. */
export const tickMs = 1_000;
const heartbeatTicks = heartbeatMs / tickMs;

export interface RelayLimits {
  /** Bytes written to the client's connection and not yet taken by it, at most. */
  unsentBytes: number;
  /** Ticks a client may take nothing at all while something waits for it. */
  stalledTicks: number;
}

export const relayLimits: RelayLimits = { unsentBytes: 256 * 1024, stalledTicks: 30 };

const lineFeed = 10;

/**
 * Passes one event stream through, byte by byte as it comes: the hot path, once per token. Frames are never read; only
 * their ends are watched, because a heartbeat may stand nowhere else.
 *
 * - A slow client slows its upstream down. One that takes nothing for 30 s or has more than 256 KB waiting is disconnected.
 * - A client that leaves ends only its own follower upstream, never the query.
 * - When the upstream is lost the answer just ends. Without a last event the client knows that it has to resume.
 */
export class SseRelay {
  private atFrameEnd = true;
  private lastByte = lineFeed;
  private quietTicks = 0;
  private stalledTicks = 0;
  private ended = false;

  constructor(
    private readonly upstream: Readable,
    private readonly client: Writable,
    private readonly onEnd: (relay: SseRelay) => void = () => {},
    private readonly limits: RelayLimits = relayLimits,
  ) {
    upstream.on('data', (chunk: Buffer) => this.forward(chunk));
    upstream.once('close', () => this.close());
    upstream.once('end', () => this.close());
    upstream.on('error', () => this.close());
    client.on('drain', () => this.goOn());
    client.once('close', () => this.close());
    client.on('error', () => this.close());
    if (client.destroyed) this.close();
  }

  /** One second has passed. */
  tick(): void {
    if (this.upstream.isPaused()) {
      this.stalledTicks += 1;
      if (this.stalledTicks >= this.limits.stalledTicks) this.drop();
    } else if (++this.quietTicks >= heartbeatTicks && this.atFrameEnd) {
      this.quietTicks = 0;
      this.write(heartbeat);
    }
  }

  /** Ends the answer where it stands, without a last event, so that the client resumes elsewhere. */
  close(): void {
    if (this.ended) return;
    this.ended = true;
    this.upstream.destroy();
    if (!this.client.destroyed) this.client.end();
    this.onEnd(this);
  }

  private forward(chunk: Buffer): void {
    if (this.ended) return;
    const last = chunk.length - 1;
    if (last < 0) return;
    this.atFrameEnd = chunk[last] === lineFeed && (last > 0 ? chunk[last - 1] : this.lastByte) === lineFeed;
    this.lastByte = chunk[last]!;
    this.quietTicks = 0;
    this.write(chunk);
  }

  private write(piece: Buffer | string): void {
    if (this.client.write(piece)) return;
    if (this.client.writableLength > this.limits.unsentBytes) this.drop();
    else this.upstream.pause();
  }

  private goOn(): void {
    this.stalledTicks = 0;
    if (!this.ended) this.upstream.resume();
  }

  /** Cuts a client off that does not keep up; it resumes by id. */
  private drop(): void {
    this.client.destroy();
    this.close();
  }
}
