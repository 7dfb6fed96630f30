import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';

/** Milliseconds a call to NationBuilder's OAuth endpoints may take, to the last byte. */
export const vendorTimeoutMs = 10_000;
/** Longest answer that is read, in bytes. */
const bodyLimit = 65_536;

export interface VendorAnswer {
  status: number;
  body: string;
  /** The `Location` header of a redirect. It is never followed. */
  location?: string;
}

export interface VendorCall {
  /** Sent url-encoded as POST; without it the call is a GET. */
  form?: Record<string, string>;
  headers?: Record<string, string>;
  /**
   * Asked once the connection stands, right before the first byte is written; with false nothing is sent. A process can be
   * stopped at any time, and a connection takes a while: what was true before it may not be true after.
   */
  maySend?: () => boolean;
}

/** There was no answer. */
export class NoVendorAnswer extends Error {
  /** @param sent false when not a byte of the call was written. */
  constructor(
    readonly sent: boolean,
    reason: unknown,
  ) {
    super(`NationBuilder did not answer: ${String(reason)}`, { cause: reason });
  }
}

/** Calls NationBuilder: no redirect is followed, 10 s, 64 KB. Rejects with {@link NoVendorAnswer}. */
export function callVendor(url: URL, { form, headers, maySend = () => true }: VendorCall): Promise<VendorAnswer> {
  const body = form && new URLSearchParams(form).toString();
  const type = body === undefined ? undefined : { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
  const length = body === undefined ? undefined : { 'content-length': Buffer.byteLength(body) };
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  // A connection for each call: a kept one may be closed by the other side just as it is used, and then nobody knows whether
  // the call arrived. `agent: false` also keeps a socket that was stopped for minutes from being used again.
  const settings = { method: body === undefined ? 'GET' : 'POST', headers: { ...type, ...length, ...headers }, agent: false };
  return new Promise((resolve, reject) => {
    let sent = false;
    const request = open(url, settings);
    const fail = (reason: unknown): void => {
      clearTimeout(timer);
      request.destroy();
      reject(new NoVendorAnswer(sent, reason));
    };
    const timer = setTimeout(() => fail('time-out'), vendorTimeoutMs);
    request.on('error', fail);
    whenConnected(request, () => {
      if (!maySend()) return fail('it came too late to be sent');
      sent = true;
      request.end(body);
    });
    request.on('response', answer => {
      readAnswer(answer).then(read => {
        clearTimeout(timer);
        resolve(read);
      }, fail);
    });
  });
}

/** Node writes the head with the body, so nothing has been sent when the connection stands. */
function whenConnected(request: ClientRequest, send: () => void): void {
  request.on('socket', (socket: Socket) => {
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', send);
  });
}

async function readAnswer(answer: IncomingMessage): Promise<VendorAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > bodyLimit) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  return { status: answer.statusCode ?? 0, body, location: answer.headers.location };
}
