import { NatProblem } from './problem.js';

/** @typedef {{ user: string, nationSlug: string }} Account */

/** Seconds before its end at which a token is no longer used. */
const margin = 60;

/**
 * A demo user who is signed in. The token lives in this object alone: never in storage, an address or a cookie. A demo user
 * has no secret, so a token that ends is followed by a new sign-in of the same user.
 */
export class DemoSession {
  /** @type {{ token: string, usableUntil: number } | undefined} */
  #current;
  /** One sign-in for all who wait for it. @type {Promise<string> | undefined} */
  #signingIn;

  /** @param {Account} account @param {typeof fetch} send @param {() => number} now */
  constructor(account, send, now) {
    this.account = account;
    this.send = send;
    this.now = now;
  }

  /** A token that is good for at least a minute. Rejects with the problem of a refused sign-in. @returns {Promise<string>} */
  async token() {
    if (this.#current && this.now() < this.#current.usableUntil) return this.#current.token;
    this.#signingIn ??= this.#signIn().finally(() => (this.#signingIn = undefined));
    return this.#signingIn;
  }

  /** The token was refused: the next one is a new one. @param {string} token */
  refused(token) {
    if (this.#current?.token === token) this.#current = undefined;
  }

  async #signIn() {
    const body = JSON.stringify({ ...this.account, clientId: 'web' });
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const asked = this.now();
    const response = await this.send('/v1/sessions/sandbox', { method: 'POST', headers, body }).catch(() => {
      throw NatProblem.unreachable();
    });
    if (!response.ok) throw await NatProblem.from(response);
    const { accessToken, expiresIn } = await response.json();
    this.#current = { token: accessToken, usableUntil: asked + (expiresIn - margin) * 1000 };
    return this.#current.token;
  }
}
