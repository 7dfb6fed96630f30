import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One presentation of a refresh token. */
export interface Shown {
  /** Name of the door, so of whoever has it. */
  door: number;
  token: string;
  /** Milliseconds of the machine's monotonic clock. */
  at: number;
  /** True when it was exchanged for new tokens. */
  granted: boolean;
}

/** Stands before NationBuilder's double: lets every call wait on its way in and out, and notes which refresh tokens are shown. */
export class SlowDoor {
  private readonly server = createServer((request, response) => void this.pass(request, response));

  /**
   * @param shown what came through this door and others, in order.
   * @param wait milliseconds of each way, drawn anew for each.
   */
  constructor(
    private readonly name: number,
    private readonly template: string,
    private readonly shown: Shown[],
    private readonly wait: () => number,
  ) {}

  /** The address template of the double as seen through this door. */
  async start(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/n/{slug}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const token = new URLSearchParams(body).get('refresh_token');
    const shown = token === null ? undefined : { door: this.name, token, at: performance.now(), granted: false };
    if (shown) this.shown.push(shown);
    await this.pause();
    const { authorization, accept, 'content-type': type = '' } = request.headers;
    const answer = await fetch(new URL(request.url ?? '/', this.template.replace('/n/{slug}', '/')), {
      method: request.method,
      headers: { ...(authorization && { authorization }), ...(accept && { accept }), 'content-type': type },
      body: request.method === 'POST' ? body : undefined,
      redirect: 'manual',
    });
    const text = await answer.text();
    if (shown) shown.granted = answer.status === 200;
    await this.pause();
    const location = answer.headers.get('location');
    response.writeHead(answer.status, { 'content-type': 'application/json', ...(location && { location }) }).end(text);
  }

  private pause(): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, this.wait()));
  }
}
