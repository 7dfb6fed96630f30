// Reads all gifts in one way and tells what it took. A process of its own for each way: its memory is its own.
import { NationSlug } from '@nat/contracts';
import { NationBuilderClient, NationOrigin, TokenBucket } from '@nat/nationbuilder';
import { SystemClock, SystemRng } from '@nat/service-kit';
import { setting } from '../relay/child';
import { LiveMemory } from '../relay/live-memory';
import { sendResult } from '../relay/result-of';

/** What one way of reading took. */
export interface Reading {
  records: number;
  sumInCents: number;
  /** Megabytes that were alive at the worst moment, garbage collected before each look; typed arrays included. */
  peakLiveMb: number;
  /** Megabytes of the whole process at the worst moment. */
  peakProcessMb: number;
}

const clock = new SystemClock();
const everyPages = 25;

const client = new NationBuilderClient({
  slug: NationSlug.parse('bench'),
  origin: new NationOrigin({ production: false, template: `${setting('NATION')}/n/{slug}` }),
  tokens: { token: async () => ({ accessToken: 'bench', generation: 1 }) },
  limit: new TokenBucket(clock, 1e6, 1e6),
  clock,
  rng: new SystemRng(),
});

/** The sum of all gifts, and how many there are. */
async function streamed(): Promise<[number, number]> {
  let [records, sum] = [0, 0];
  for await (const page of client.pages('donations', {})) {
    for (const { attributes } of page.records) sum += attributes.amount_in_cents ?? 0;
    records += page.records.length;
    memory.lookOnce(everyPages);
  }
  return [records, sum];
}

async function collected(): Promise<[number, number]> {
  const { records } = await client.listAll('donations', {}, undefined, Number.MAX_SAFE_INTEGER);
  memory.look();
  return [records.length, records.reduce((sum, { attributes }) => sum + (attributes.amount_in_cents ?? 0), 0)];
}

/** As streamed, with the ids in a set of texts beside: what the compact set of ids saves. */
async function streamedWithTexts(): Promise<[number, number]> {
  const seen = new Set<string>();
  let sum = 0;
  for await (const page of client.pages('donations', {})) {
    for (const { id, attributes } of page.records) {
      seen.add(id);
      sum += attributes.amount_in_cents ?? 0;
    }
    memory.lookOnce(everyPages);
  }
  return [seen.size, sum];
}

const ways: Record<string, () => Promise<[number, number]>> = { streamed, collected, streamedWithTexts };

await client.list('donations', { page: { size: 100, number: 1 } }); // what is loaded once is no cost of reading
const memory = new LiveMemory();
const [records, sumInCents] = await ways[setting('WAY')]!();
sendResult({ records, sumInCents, ...memory.worst() } satisfies Reading);
