import { NatProblem } from './problem.js';
import { SseParser } from './sse-parser.js';

/**
 * @typedef {object} Received
 * @property {number} id
 * @property {string} event
 * @property {string} json the data as it came
 *
 * @typedef {'connecting' | 'live' | 'reconnecting' | 'ended'} ConnectionState
 *
 * @typedef {object} FollowOptions
 * @property {(after: number, signal: AbortSignal) => Promise<Response>} open
 * @property {number} after id of the last event that is known already
 * @property {(received: Received) => void} onEvent each event once, in order
 * @property {(state: ConnectionState) => void} onConnection
 * @property {(event: string) => boolean} isLast true of events after which there is none
 * @property {(event: string) => boolean} pauses true of events after which the response ends but more may come later
 * @property {AbortSignal} signal ends the reader, never what it reads
 * @property {(milliseconds: number, signal: AbortSignal) => Promise<void>} wait
 */

const firstRetryMs = 500;
const longestWaitMs = 15_000;
/** Comments come every 15 s; a connection that was silent for three of them died unnoticed. */
const silenceMs = 45_000;

/**
 * Follows a stream to its last event over as many connections as it takes, each taken up after the last event seen. A
 * connection that is lost is opened again after a growing wait; one that ended because somebody has to decide, at once.
 * Resolves at the end or when the signal aborts; rejects with the problem when another try is of no use.
 *
 * @param {FollowOptions} options
 */
export async function follow({ open, after, onEvent, onConnection, isLast, pauses, signal, wait }) {
  let lastId = after;
  let failures = 0;
  let retryMs = firstRetryMs;
  onConnection('connecting');
  while (!signal.aborted) {
    const connection = new Connection(signal);
    let paused = false;
    let askedMs = 0;
    try {
      const response = await connection.watched(() => open(lastId, connection.signal));
      if (response.status === 204) return onConnection('ended');
      onConnection('live');
      for await (const { id, event, data } of connection.events(response)) {
        if (signal.aborted) return;
        if (Number(id) <= lastId) continue;
        lastId = Number(id);
        failures = 0;
        paused = pauses(event);
        onEvent({ id: lastId, event, json: data });
        if (isLast(event)) return onConnection('ended');
      }
    } catch (error) {
      askedMs = waitOf(error);
    } finally {
      retryMs = connection.retryMs ?? retryMs;
      connection.close();
    }
    if (paused || signal.aborted) continue;
    onConnection('reconnecting');
    await wait(Math.max(askedMs, Math.min(longestWaitMs, retryMs * 2 ** failures)), signal);
    failures += 1;
  }
}

/** Milliseconds that a failure asks to wait for; throws it when another try is of no use. @param {unknown} error */
function waitOf(error) {
  if (error instanceof LostConnection) return 0;
  if (!(error instanceof NatProblem) || !(error.problem.status === 503 || error.problem.status === 429)) throw error;
  return (error.problem.retryAfter ?? 0) * 1000;
}

/** What was being read broke off; nothing is wrong with what was asked. */
class LostConnection extends Error {}

/** One connection: its parser, its silence watch and its end. */
class Connection {
  #parser = new SseParser();
  #ending = new AbortController();

  /** @param {AbortSignal} signal */
  constructor(signal) {
    this.signal = AbortSignal.any([signal, this.#ending.signal]);
  }

  get retryMs() {
    return this.#parser.retryMs;
  }

  /** @param {Response} response */
  async *events(response) {
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { value, done } = await this.watched(() => reader.read());
      if (done) return;
      yield* this.#parser.push(decoder.decode(value, { stream: true }));
    }
  }

  /**
   * @template Value
   * @param {() => Promise<Value>} waiting
   */
  async watched(waiting) {
    const watch = setTimeout(() => this.#ending.abort(), silenceMs);
    try {
      return await waiting();
    } catch (error) {
      throw error instanceof NatProblem ? error : new LostConnection('The connection was lost.', { cause: error });
    } finally {
      clearTimeout(watch);
    }
  }

  close() {
    this.#ending.abort();
  }
}

/** Resolves after `milliseconds`, or when the signal aborts. @param {number} milliseconds @param {AbortSignal} signal @returns {Promise<void>} */
export function wait(milliseconds, signal) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, signal.aborted ? 0 : milliseconds);
    signal.addEventListener('abort', end);
  });
}
