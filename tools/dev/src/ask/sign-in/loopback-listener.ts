import { type BegunSignIn, codeOfCallback, ForeignCallback } from '@nat/client';
import { html, pageAnswer } from '@nat/pages';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const path = '/signed-in';

/** What the listener answers. Nothing that was sent to it stands there. */
const answers = {
  done: pageAnswer(200, {
    title: 'You can close this window',
    body: html`<p>The sign-in goes on where you began it: look into your terminal.</p>`,
  }),
  foreign: pageAnswer(400, {
    title: 'That did not work',
    body: html`<p role="alert">
      This address is not the answer to the sign-in that waits in your terminal. It still waits: go on in the page that was opened
      from there.
    </p>`,
  }),
  over: pageAnswer(410, {
    title: 'This sign-in is over',
    body: html`<p>Nothing waits here any more. Begin again in your terminal if you need to.</p>`,
  }),
  nothing: pageAnswer(404, { title: 'There is nothing here', body: html`<p>This is not an address of Nat.</p>` }),
};

/**
 * Waits on this machine for a browser to come back from a sign-in (RFC 8252, section 7.3). Any program and any page can reach
 * it, so it takes only what the sign-in alone can know, under its own address, and once.
 */
export class LoopbackListener {
  private taken?: (callbackUrl: string) => void;
  private begun?: BegunSignIn;
  private isOver = false;

  private constructor(
    private readonly server: Server,
    private readonly origin: string,
  ) {
    server.on('request', (request, response) => this.answer(request, response));
  }

  /** Listens on 127.0.0.1, at any free port. */
  static async start(): Promise<LoopbackListener> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LoopbackListener(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** To be told to the page that signs in. */
  get redirectUri(): string {
    return this.origin + path;
  }

  /** The address the browser came back with, once it is the answer to this sign-in. Rejects with the signal's reason. */
  callback(begun: BegunSignIn, signal: AbortSignal): Promise<string> {
    this.begun = begun;
    return new Promise<string>((resolve, reject) => {
      const leave = (): void => reject(signal.reason as Error);
      if (signal.aborted) leave();
      signal.addEventListener('abort', leave, { once: true });
      this.taken = callbackUrl => {
        signal.removeEventListener('abort', leave);
        resolve(callbackUrl);
      };
    });
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '', headers } = request;
    // Under another name it would be a page of elsewhere that had its name bound to this machine (DNS rebinding).
    const isOurs = method === 'GET' && url.split('?', 1)[0] === path && `http://${headers.host}` === this.origin;
    if (!isOurs || !this.begun) return send(response, answers.nothing);
    if (this.isOver) return send(response, answers.over);
    const callbackUrl = this.origin + url;
    if (!isAnswer(callbackUrl, this.begun)) return send(response, answers.foreign);
    this.isOver = true;
    send(response, answers.done, () => this.taken?.(callbackUrl));
  }
}

function isAnswer(callbackUrl: string, begun: BegunSignIn): boolean {
  try {
    return codeOfCallback(callbackUrl, begun) !== '';
  } catch (error) {
    if (error instanceof ForeignCallback) return false;
    throw error;
  }
}

function send(
  response: ServerResponse,
  { status, html: text, policy }: (typeof answers)[keyof typeof answers],
  sent?: () => void,
) {
  if (sent) response.once('close', sent);
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src ${policy.styles.join(' ')}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(text);
}
