import type { z } from 'zod';
import { type Credentials, givenToken, type Pass } from './credentials';
import { NatProblem } from './nat-problem';
import { Unreadable } from './unreadable';

/** The part of the Fetch API that is used; any implementation will do. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface TransportOptions {
  /** Address of the gateway, such as `http://127.0.0.1:4200`. */
  baseUrl: string;
  /** The platform's own unless given. */
  fetch?: Fetch;
  /** An access token that somebody else looks after, or what fetches a fresh one before each request. */
  token?: string | (() => string | Promise<string>);
  /** Selects the nation; may be left out by members of a single one. */
  nationSlug?: string;
  /** Name and version, such as `extension/1.4.0`; informative only. */
  client?: string;
}

export interface Request {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  /** What is undefined is left out. */
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Sent as nobody, whoever is signed in. */
  anonymous?: boolean;
  /** Has the browser send and take cookies, also from and for another origin. */
  cookies?: boolean;
}

/** The first may be one that another tab has got, and be refused like the one before. */
const mostRenewals = 2;

/** Requests to the gateway: address, credentials, headers. Knows nothing of endpoints. */
export class Transport {
  credentials?: Credentials;
  private readonly base: URL;

  /** Throws when the address is none: that would otherwise look like a server that is down. */
  constructor(private readonly options: TransportOptions) {
    this.base = new URL(options.baseUrl);
    if (options.token !== undefined) this.credentials = givenToken(options.token);
  }

  /**
   * Rejects with {@link NatProblem} for every answer but a success, and where there is none; with the signal's reason once that
   * aborts; with whatever the credentials reject with. What was refused for its token was not done, so it is sent again under
   * the next one; nothing else is sent twice.
   */
  async send(request: Request): Promise<Response> {
    const { signal, anonymous } = request;
    const credentials = anonymous ? undefined : this.credentials;
    let pass = await unlessAborted(signal, credentials?.pass());
    for (let renewals = 0; ; renewals++) {
      const response = await this.exchange(request, pass);
      if (response.ok) return response;
      const problem = await NatProblem.from(response);
      if (!credentials || !pass || problem.status !== 401 || renewals === mostRenewals) throw problem;
      pass = await unlessAborted(signal, credentials.afterRefusal(pass, problem));
    }
  }

  /**
   * Sends and parses the answer; fields this release does not know are dropped. Throws {@link Unreadable} when it does not
   * understand what is left; an answer that broke off, or is none of Nat's, is a {@link NatProblem}.
   */
  async call<Schema extends z.ZodType>(schema: Schema, request: Request): Promise<z.output<Schema>> {
    const response = await this.send(request);
    const answer: unknown = await response.json().catch((error: unknown) => lost(error, request));
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw new Unreadable(`the answer of ${request.method} ${request.path}`, parsed.error);
    return parsed.data;
  }

  private exchange(request: Request, pass: Pass | undefined): Promise<Response> {
    const send: Fetch = this.options.fetch ?? ((input, init) => fetch(input, init));
    return send(this.address(request), {
      method: request.method,
      headers: this.headers(request, pass),
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: request.signal,
      redirect: 'error',
      ...(request.cookies && { credentials: 'include' }),
    }).catch((error: unknown) => lost(error, request));
  }

  private address({ path, query = {} }: Request): string {
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
    return url.href;
  }

  private headers({ body, headers }: Request, pass: Pass | undefined): Record<string, string> {
    const { nationSlug, client } = this.options;
    return {
      accept: 'application/json',
      ...(pass && { authorization: `Bearer ${pass.accessToken}` }),
      ...(nationSlug && { 'x-nat-nation-slug': nationSlug }),
      ...(client && { 'x-nat-client': client }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
  }
}

/** Throws what a request without a whole answer is told as. */
function lost(error: unknown, { signal }: Request): never {
  throw signal?.aborted ? error : NatProblem.unreachable(error);
}

/** Waits no longer than the signal says: a renewal goes on for the others who wait for it. */
function unlessAborted<Value>(signal: AbortSignal | undefined, value: Promise<Value> | undefined): Promise<Value | undefined> {
  if (!signal || !value) return Promise.resolve(value);
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void value.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
