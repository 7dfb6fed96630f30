import { heartbeat, heartbeatMs, streamPreamble } from '@nat/contracts';
import type { ServerResponse } from 'node:http';
import type { EventFrame } from './event-frame';

/** Unsent bytes after which a reader is too slow and is disconnected; it resumes by the last id it saw. */
export const unsentLimit = 256 * 1024;

/** Reason of the signal, read by nobody: the default one is an error with a stack, costly on a hot path. */
const ended = 'ended';

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** One open event stream. Its end, from either side, says nothing about the query. */
export class SseConnection {
  private readonly ending = new AbortController();
  private lastWrite: number;
  /** Resolves when the connection itself is gone, what was sent included. */
  readonly gone: Promise<void>;

  constructor(
    private readonly response: ServerResponse,
    given: Record<string, string>,
    now: number,
  ) {
    this.lastWrite = now;
    this.gone = new Promise(resolve => response.on('close', resolve));
    void this.gone.then(() => this.ending.abort(ended));
    response.on('error', () => this.ending.abort(ended));
    response.socket?.setNoDelay(true);
    response.writeHead(200, { ...given, ...headers });
    response.write(streamPreamble);
  }

  /** Aborted when nothing can be sent any more. */
  get closed(): AbortSignal {
    return this.ending.signal;
  }

  send(frame: EventFrame, now: number): void {
    this.write(frame.sse, now);
  }

  /** Shows life on a stream that was silent. */
  beat(now: number): void {
    if (now - this.lastWrite >= heartbeatMs) this.write(heartbeat, now);
  }

  end(): void {
    this.response.end();
    this.ending.abort(ended);
  }

  /** Gives up a reader that does not take what was sent. */
  destroy(): void {
    this.ending.abort(ended);
    this.response.destroy();
  }

  /** One whole event, or a comment. */
  write(bytes: Buffer | string, now: number): void {
    if (this.ending.signal.aborted) return;
    this.lastWrite = now;
    this.response.write(bytes);
    if (this.response.writableLength > unsentLimit) this.destroy();
  }
}
