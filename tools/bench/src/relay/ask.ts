import { Agent, request } from 'node:http';

/** How one contender is asked: the same question in the words of its API. */
export interface Target {
  url: string;
  headers?: () => Record<string, string>;
  body: (brief: boolean) => unknown;
  /** Bytes that come with the first word and not before. */
  firstWord: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 500 });

/** Milliseconds until the first word and until the end. */
export function ask(target: Target, brief: boolean): Promise<{ firstWordMs: number; endMs: number }> {
  const body = Buffer.from(JSON.stringify(target.body(brief)));
  const headers = { 'content-type': 'application/json', 'content-length': body.length, ...target.headers?.() };
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const call = request(target.url, { method: 'POST', agent, headers }, answer => {
      let firstWordMs: number | undefined;
      let head = '';
      answer.on('data', (chunk: Buffer) => {
        if (firstWordMs !== undefined) return;
        head += chunk.toString('latin1');
        if (head.includes(target.firstWord)) firstWordMs = performance.now() - began;
      });
      answer.on('end', () => {
        if (firstWordMs === undefined) reject(new Error(`${answer.statusCode} without a word: ${head.slice(0, 500)}`));
        else resolve({ firstWordMs, endMs: performance.now() - began });
      });
      answer.on('error', reject);
    });
    call.on('error', reject);
    call.setNoDelay(true);
    call.end(body);
  });
}
