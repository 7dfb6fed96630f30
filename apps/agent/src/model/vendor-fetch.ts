import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

/** An answer that is read as it comes. */
export interface StreamedAnswer {
  ok: true;
  status: number;
  headers: Headers;
  url: string;
  /** Node's own stream; whoever was answered reads it to its end or destroys it. */
  body: IncomingMessage;
}

/**
 * A connection reads no further while what it brought is not taken: what comes meanwhile is read at once afterwards.
 * Idle connections are closed after 4 s, before the vendor or something between does and the next call is the one to notice.
 */
const sockets = { keepAlive: true, maxFreeSockets: 64, timeout: 4_000, highWaterMark: 1 };
const agents = { http: new HttpAgent(sockets), https: new HttpsAgent(sockets) };

/**
 * `fetch` as the vendor's SDK calls it, over Node's HTTP client. The built-in one keeps the body of a request for as long as
 * its answer is read, which is the whole prompt twice for every open stream, and brings each piece through web streams
 * (figures: `npm run bench -- runtime`). Connections are kept and shared.
 *
 * Resolves with the headers: with a {@link StreamedAnswer} when the status is 2xx, else with a whole `Response`.
 */
export async function vendorFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const answer = await send(url, init);
  const status = answer.statusCode!;
  const headers = headersOf(answer);
  if (status < 200 || status > 299) return new Response(await text(answer), { status, headers });
  const streamed: StreamedAnswer = { ok: true, status, headers, url: url.href, body: answer };
  return streamed as unknown as Response; // all that the SDK looks at before it hands the answer on
}

function send(url: URL, { method, headers, body, signal }: RequestInit): Promise<IncomingMessage> {
  if (!Buffer.isBuffer(body)) throw new TypeError('only bytes can be sent');
  const [request, agent] = url.protocol === 'https:' ? [httpsRequest, agents.https] : [httpRequest, agents.http];
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method,
      agent,
      headers: { ...Object.fromEntries(new Headers(headers)), 'content-length': body.length },
      signal: signal ?? undefined,
    });
    call.setNoDelay(true);
    call.on('response', resolve);
    call.on('error', reject);
    call.end(body);
  });
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) headers.append(rawHeaders[index]!, rawHeaders[index + 1]!);
  return headers;
}
