import type { z } from 'zod';
import { NatProblem } from './nat-problem';
import { Unreadable } from './unreadable';

/** The part of the Fetch API that is used; any implementation will do. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface TransportOptions {
  /** Address of the gateway, such as `http://127.0.0.1:4200`. */
  baseUrl: string;
  /** The platform's own unless given. */
  fetch?: Fetch;
  /** The session's access token, or what fetches a fresh one before each request. */
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
}

/** One HTTP exchange with the gateway: address, credentials, headers. Knows nothing of endpoints. */
export class Transport {
  token: TransportOptions['token'];
  private readonly base: URL;

  /** Throws when the address is none: that would otherwise look like a server that is down. */
  constructor(private readonly options: TransportOptions) {
    this.base = new URL(options.baseUrl);
    this.token = options.token;
  }

  /** Rejects with {@link NatProblem} for every answer but a success; with what `fetch` rejects when there is no answer. */
  async send(request: Request): Promise<Response> {
    const send: Fetch = this.options.fetch ?? ((input, init) => fetch(input, init));
    const response = await send(this.address(request), {
      method: request.method,
      headers: await this.headers(request),
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: request.signal,
      redirect: 'error',
    });
    if (!response.ok) throw await NatProblem.from(response);
    return response;
  }

  /** The same for one who reads the answer at once: no answer is a {@link NatProblem} too. */
  async sent(request: Request): Promise<Response> {
    return this.send(request).catch((error: unknown) => lost(error, request));
  }

  /**
   * Sends and parses the answer; fields this release does not know are dropped. Throws {@link Unreadable} when it does not
   * understand what is left; an answer that broke off, or is none of Nat's, is a {@link NatProblem}.
   */
  async call<Schema extends z.ZodType>(schema: Schema, request: Request): Promise<z.output<Schema>> {
    const response = await this.sent(request);
    const answer: unknown = await response.json().catch((error: unknown) => lost(error, request));
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw new Unreadable(`the answer of ${request.method} ${request.path}`, parsed.error);
    return parsed.data;
  }

  private address({ path, query = {} }: Request): string {
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
    return url.href;
  }

  private async headers({ body, headers }: Request): Promise<Record<string, string>> {
    const { nationSlug, client } = this.options;
    const token = typeof this.token === 'function' ? await this.token() : this.token;
    return {
      accept: 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(nationSlug && { 'x-nat-nation-slug': nationSlug }),
      ...(client && { 'x-nat-client': client }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
  }
}

/** Throws what a request without a whole answer is told as. */
function lost(error: unknown, { signal }: Request): never {
  throw error instanceof NatProblem || signal?.aborted ? error : NatProblem.unreachable(error);
}
