import type { IncomingMessage } from 'node:http';

/** A request, read to its end. */
export interface Incoming {
  readonly method: string;
  /** Path without the nation's prefix. */
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly address: string;
}

/** A whole answer; how it goes out, faults decide. */
export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export const bearerOf = (headers: IncomingMessage['headers']): string | undefined =>
  /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];

/** Room for a note of a megabyte and for 10,000 ids. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** The body as text; undefined when it is longer than any that the double takes. It is read to its end all the same: an answer needs a whole connection. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  if (size > BODY_LIMIT) return undefined;
  return Buffer.concat(chunks).toString('utf8');
}
