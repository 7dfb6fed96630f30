import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Client of the double, registered there. */
const client = { client_id: 'nat-sandbox', client_secret: 'nat-sandbox-secret' };
const callback = 'http://127.0.0.1:3000/v1/auth/nationbuilder/callback';
const startMilliseconds = 30_000; // on a busy machine; half a second otherwise
const workspace = join(__dirname, '../../..');
const runner = 'tools/jest/run-bundled.mjs';
const script = 'tools/sandbox/src/nationbuilder/main.ts';

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
    private readonly stopChild: () => void,
  ) {}

  /** @param now instant that the dates of the seed are relative to; ISO 8601. */
  static start(now = '2026-06-15T12:00:00Z', seed = 1): Promise<NationBuilderDouble> {
    const parameters = ['--port', '0', '--seed', String(seed), '--now', now, '--quick', '--with-parent'];
    const child = spawn(process.execPath, [runner, script, ...parameters], {
      cwd: workspace,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return new Promise((resolve, reject) => {
      let said = '';
      const fail = (reason: string): void => {
        clearTimeout(timer);
        child.kill('SIGKILL');
        reject(new Error(`the NationBuilder double did not start (${reason}):\n${said}`));
      };
      const timer = setTimeout(() => fail(`nothing heard for ${startMilliseconds} ms`), startMilliseconds);
      const listen = (text: Buffer): void => {
        said += String(text);
        const [, url, key] = /listening on (http:\S+) with the control key (\S+)/.exec(said) ?? [];
        if (!url) return;
        clearTimeout(timer);
        child.removeAllListeners('exit');
        resolve(new NationBuilderDouble(url, key!, () => void child.kill()));
      };
      child.once('error', error => fail(error.message));
      child.once('exit', code => fail(`exit code ${code}`));
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
    });
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
    this.stopChild();
  }
}
