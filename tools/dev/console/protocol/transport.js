import { NatProblem } from './problem.js';

/**
 * @typedef {object} Session where tokens come from
 * @property {() => Promise<string>} token one that is good for a moment; rejects where nobody is signed in any more
 * @property {(token: string) => void} refused the token was refused: the next one is a new one
 * @property {() => void} [end] its person has signed out: there is no next one
 *
 * @typedef {object} ApiRequest
 * @property {'GET' | 'POST' | 'PATCH' | 'DELETE'} [method]
 * @property {string} path
 * @property {unknown} [body]
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 */

/** One exchange with the gateway, under a session and for a nation. Rejects with {@link NatProblem} unless it succeeded. */
export class Transport {
  /** @param {Session} session @param {string | undefined} nationSlug nation that is asked @param {typeof fetch} send */
  constructor(session, nationSlug, send) {
    this.session = session;
    this.nationSlug = nationSlug;
    this.deliver = send;
  }

  /** Tries once more with a new token where the one in hand is refused. @param {ApiRequest} request @returns {Promise<Response>} */
  async send(request) {
    const token = await this.session.token();
    const response = await this.#exchange(request, token);
    if (response.ok) return response;
    if (response.status !== 401) throw await NatProblem.from(response);
    this.session.refused(token);
    const again = await this.#exchange(request, await this.session.token());
    if (!again.ok) throw await NatProblem.from(again);
    return again;
  }

  /** The answer as JSON. @param {ApiRequest} request */
  async json(request) {
    return (await this.send(request)).json();
  }

  /** @param {ApiRequest} request @param {string} token @returns {Promise<Response>} */
  async #exchange({ method = 'GET', path, body, headers, signal }, token) {
    const all = {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'x-nat-client': 'console/1.0.0',
      ...(this.nationSlug !== undefined && { 'x-nat-nation-slug': this.nationSlug }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
    const json = body === undefined ? undefined : JSON.stringify(body);
    return this.deliver(path, { method, headers: all, body: json, signal, redirect: 'error' }).catch(error => {
      throw signal?.aborted ? error : NatProblem.unreachable();
    });
  }
}
