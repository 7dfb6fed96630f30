import { BlockList, isIPv6 } from 'node:net';
import { lookup as systemLookup } from 'node:dns';
import { Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface HttpCall {
  url: URL;
  /** GET unless told. */
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** JSON text; none unless told. */
  body?: string;
  headers: Record<string, string>;
  /** Milliseconds from the call to the last byte. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Larger answers are refused: 100 records with every field stay far below. */
export const maxBodyBytes = 16 * 1024 * 1024;

/** Told apart from no answer, because asking again brings the same. */
export class AnswerTooLarge extends Error {
  constructor() {
    super('the answer is too large');
    this.name = 'AnswerTooLarge';
  }
}

/** Told apart from every other failure: the request did not leave this machine, so it had no effect. */
export class NotSent extends Error {
  constructor(cause: unknown) {
    super(`no connection was made: ${(cause as Error).message}`, { cause });
    this.name = 'NotSent';
  }
}

/** Networks that no address of NationBuilder can be in; a name that resolves there is an attack (reliability 5.4). */
const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  privateNetworks.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  privateNetworks.addSubnet(network, prefix, 'ipv6');

/** True for an address inside a private, loopback, link-local or metadata network. */
export function isPrivateAddress(address: string): boolean {
  return privateNetworks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Resolves a name at connect time and refuses private addresses, so that no second resolution can swap them in. */
const guardedLookup: typeof systemLookup = ((host: string, options: object, done: (...answer: unknown[]) => void) => {
  systemLookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error);
    const refused = addresses.find(({ address }) => isPrivateAddress(address));
    if (refused || addresses.length === 0) return done(new Error('the name does not resolve to a public address'));
    if ((options as { all?: boolean }).all) return done(null, addresses);
    return done(null, addresses[0]!.address, addresses[0]!.family);
  });
}) as never;

const settings = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16 };
const plainAgent = new HttpAgent(settings);
const secureAgent = new HttpsAgent({ ...settings, lookup: guardedLookup } as never);

/**
 * One request over kept-alive connections. Resolves with any status, follows no redirect, rejects when there is no whole answer in
 * time, when it is too large ({@link AnswerTooLarge}), when no connection was made ({@link NotSent}), or when the signal aborts.
 */
export function httpCall({ url, method = 'GET', body, headers, timeoutMs, signal }: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const secure = url.protocol === 'https:';
    const request = (secure ? httpsRequest : httpRequest)(url, { method, headers, agent: secure ? secureAgent : plainAgent });
    const timer = setTimeout(() => request.destroy(new Error('no answer in time')), timeoutMs);
    const abort = (): void => void request.destroy(signal?.reason as Error);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      settle();
    };
    signal?.addEventListener('abort', abort, { once: true });
    let connected = false;
    request.on('socket', socket => {
      connected = request.reusedSocket;
      if (!connected) socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true));
    });
    request.on('error', error => end(() => reject(connected || signal?.aborted ? error : new NotSent(error))));
    request.on('response', response => {
      readBody(response).then(
        body => end(() => resolve({ status: response.statusCode ?? 0, headers: response.headers, body })),
        error => {
          request.destroy();
          end(() => reject(error as Error));
        },
      );
    });
    request.end(body);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
