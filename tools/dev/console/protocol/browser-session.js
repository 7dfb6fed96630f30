import { NatProblem } from './problem.js';

/**
 * @typedef {import('@nat/contracts').SessionAnswer} SessionAnswer
 * @typedef {import('./problem.js').ProblemDocument} ProblemDocument
 * @typedef {(work: () => Promise<void>) => Promise<void>} Lock
 * @typedef {{ token: string, usableUntil: number, sessionId: string }} Pair what a script may hold of a pair
 */

/** Seconds before its end at which a token is no longer used. */
const margin = 60;
/** Refusals of a renewal after which no other one can succeed. */
const final = new Set(['unauthenticated', 'session_revoked', 'refresh_token_reused']);

/** @param {string} detail */
function endedBecause(detail) {
  return new NatProblem({
    type: 'urn:nat:problem:session_revoked',
    title: 'Session revoked',
    status: 401,
    code: 'session_revoked',
    detail,
    requestId: 'none',
    retryable: false,
  });
}

/**
 * Whoever this browser is signed in as. The access token lives in this object alone; the refresh token in a cookie that no
 * script can read. It is good once and shared by all tabs, so they renew one after the other.
 */
export class BrowserSession {
  /** @type {Pair | undefined} */
  #current;
  /** Why there is no next token: a call that comes late must not go on under whoever the cookie is by then. @type {NatProblem | undefined} */
  #over;
  /** One renewal for all who wait for it. @type {Promise<void> | undefined} */
  #renewing;

  /**
   * @param {typeof fetch} send
   * @param {() => number} now
   * @param {Lock} lock among all tabs of this browser
   * @param {(problem: ProblemDocument) => void} signedOut the session has ended, here or elsewhere
   */
  constructor(send, now, lock, signedOut) {
    this.send = send;
    this.now = now;
    this.lock = lock;
    this.signedOut = signedOut;
  }

  /** Begins it with the code of a finished sign-in. @param {import('@nat/contracts').StartSession} request */
  async start(request) {
    await this.lock(async () => void (this.#current = await this.#pair('/v1/sessions', request)));
  }

  /** Finds it again by the cookie, as a page does after a reload. Rejects where nobody is signed in. */
  async resume() {
    await this.#renew();
  }

  /** Its person has signed out: what comes late finds no next token, and that is no news. */
  end() {
    this.#over ??= endedBecause('You have signed out.');
  }

  /** @returns {Promise<string>} */
  async token() {
    if (!this.#current || this.now() >= this.#current.usableUntil) await this.#renew();
    return /** @type {Pair} */ (this.#current).token;
  }

  /** @param {string} token */
  refused(token) {
    if (this.#current?.token === token) this.#current.usableUntil = 0;
  }

  #renew() {
    this.#renewing ??= this.lock(() => this.#renewal()).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #renewal() {
    if (this.#over) throw this.#over;
    const before = this.#current?.sessionId;
    try {
      const pair = await this.#pair('/v1/sessions/refresh');
      // The cookie may be that of another session by now: nobody goes on under a name they did not choose.
      if (before !== undefined && before !== pair.sessionId) throw endedBecause('Somebody else has signed in with this browser.');
      this.#current = pair;
    } catch (error) {
      if (error instanceof NatProblem && before !== undefined && final.has(error.problem.code)) {
        this.#over = error;
        this.signedOut(error.problem);
      }
      throw error;
    }
  }

  /** @param {string} path @param {object} [body] @returns {Promise<Pair>} */
  async #pair(path, body) {
    const asked = this.now();
    const headers = { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) };
    const response = await this.send(path, { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) }).catch(() => {
      throw NatProblem.unreachable();
    });
    if (!response.ok) throw await NatProblem.from(response);
    const answer = /** @type {SessionAnswer} */ (await response.json());
    const { accessToken: token, expiresIn, sessionId } = answer;
    return { token, usableUntil: asked + (expiresIn - margin) * 1000, sessionId };
  }
}
