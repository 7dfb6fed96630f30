import type { ChildProcess } from 'node:child_process';
import { startProgram } from './start-program';

/** Client of the double, registered there. */
const client = { client_id: 'nat-sandbox', client_secret: 'nat-sandbox-secret' };
const callback = 'http://127.0.0.1:3000/v1/auth/nationbuilder/callback';

/** People of the demo nation that a token can be had for; the README of the double says what each may do. */
export type DemoUser = 'ada' | 'olu' | 'finn' | 'vera' | 'rita' | 'nils' | 'lena';

/**
 * The NationBuilder double as a process of its own, as services know it: by its address. For specs of apps and libs, which may not
 * import tools. Without latency and rate limits; the same seed and `now` give the same nation.
 */
export class NationBuilderDouble {
  private constructor(
    readonly url: string,
    private readonly controlKey: string,
    private readonly child: ChildProcess,
  ) {}

  /**
   * @param now instant that the dates of the seed are relative to; ISO 8601.
   * @param large people of the nation `large`; there is none without.
   */
  static async start(now = '2026-06-15T12:00:00Z', seed = 1, large = 0): Promise<NationBuilderDouble> {
    const parameters = ['--seed', String(seed), '--now', now, '--quick', '--large', String(large)];
    const ready = /listening on (http:\S+) with the control key (\S+)/;
    const { child, said } = await startProgram('tools/sandbox/src/nationbuilder/main.ts', ready, parameters);
    return new NationBuilderDouble(said[1]!, said[2]!, child);
  }

  /** Origin of a nation, with `{slug}` in its place. */
  get originTemplate(): string {
    return `${this.url}/n/{slug}`;
  }

  /** An access token of a demo user, through the pages a person would use. */
  async accessToken(user: DemoUser = 'ada', slug = 'demo'): Promise<string> {
    const origin = this.originTemplate.replace('{slug}', slug);
    const form = { response_type: 'code', client_id: client.client_id, redirect_uri: callback, decision: 'allow', user };
    const consent = await fetch(`${origin}/oauth/authorize`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
    const code = new URL(consent.headers.get('location') ?? 'http://nowhere').searchParams.get('code') ?? '';
    const grant = { ...client, grant_type: 'authorization_code', code, redirect_uri: callback };
    const answer = await fetch(`${origin}/oauth/token`, { method: 'POST', body: new URLSearchParams(grant) });
    const { access_token: token } = (await answer.json()) as { access_token?: string };
    if (!token) throw new Error(`the double gave no token to ${user}: ${answer.status}`);
    return token;
  }

  /** A call of the control surface, such as `POST reset` or `GET diff`; answers its JSON. Throws when it is refused. */
  async control<T = unknown>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.url}/__sandbox/${path}`, {
      method,
      headers: { 'x-sandbox-key': this.controlKey, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  stop(): void {
    this.child.kill();
  }
}
