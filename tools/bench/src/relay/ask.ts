import { Agent, type IncomingMessage, request } from 'node:http';

/** How one contender is asked: the same question in the words of its API. */
export interface Target {
  url: string;
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  body: (question: string) => unknown;
  /** Bytes that come with the first word and not before. */
  firstWord: string;
}

/** An answer whose first word is there. Times are milliseconds since it was asked for. */
export interface OpenAnswer {
  firstWordMs: number;
  endMs: Promise<number>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

/** Is handed everything that arrives, with the milliseconds since it was asked for. */
export type Listener = (chunk: Buffer, ms: number) => void;

/** Asks and resolves with the first word; rejects when the answer ends without one. */
export async function open(target: Target, question: string, listen?: Listener): Promise<OpenAnswer> {
  try {
    return await openOnce(target, question, listen);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return open(target, question, listen);
  }
}

/** The server closed an idle connection just when it was to be used again: nothing was asked. */
class StaleConnection extends Error {}

async function openOnce(target: Target, question: string, listen?: Listener): Promise<OpenAnswer> {
  const body = Buffer.from(JSON.stringify(target.body(question)));
  const headers = { 'content-type': 'application/json', 'content-length': body.length, ...(await target.headers?.()) };
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const call = request(target.url, { method: 'POST', agent, headers }, answer => {
      const endMs = endOf(answer).then(() => performance.now() - began);
      let head: string | undefined = '';
      endMs.then(() => reject(new Error(`${target.url}: ${answer.statusCode} without a word: ${head?.slice(0, 500)}`)), reject);
      answer.on('data', (chunk: Buffer) => {
        listen?.(chunk, performance.now() - began);
        if (head === undefined) return;
        head += chunk.toString('latin1');
        if (!head.includes(target.firstWord)) return;
        head = undefined;
        resolve({ firstWordMs: performance.now() - began, endMs });
      });
    });
    call.on('error', (error: NodeJS.ErrnoException) =>
      reject(call.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection() : error),
    );
    call.setNoDelay(true);
    call.end(body);
  });
}

/** Milliseconds until the first word and until the end. */
export async function ask(target: Target, question: string, listen?: Listener): Promise<{ firstWordMs: number; endMs: number }> {
  const { firstWordMs, endMs } = await open(target, question, listen);
  return { firstWordMs, endMs: await endMs };
}

function endOf(answer: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    answer.on('error', reject);
    answer.on('close', () => (answer.complete ? resolve() : reject(new Error('the answer was cut off'))));
  });
}
