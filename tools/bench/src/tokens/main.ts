import { generateSigningKey, publicPart } from '@nat/session';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { resultOf } from '../relay/result-of';
import { percentile } from '../relay/statistics';
import { outage, rotation } from './keys';
import { goalsOf, type Results, tables } from './report';
import type { Verifying } from './verifying';

const { values: options } = parseArgs({
  options: {
    tokens: { type: 'string', default: '8000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

/** As many as `TokenVerifier` remembers, less those of warming up: of more, none would still be known the second time. */
const mostTokens = 8_000;
if (!(Number(options.tokens) <= mostTokens)) throw new Error(`--tokens takes at most ${mostTokens}`);

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const ways = [
  { name: 'jose alone', way: 'bareJose', nations: '1' },
  { name: 'Nat', way: 'natsOwn', nations: '1' },
  { name: 'jose alone, 50 nations', way: 'bareJose', nations: '50' },
  { name: 'Nat, 50 nations', way: 'natsOwn', nations: '50' },
];

async function verifyings(): Promise<Results['verifyings']> {
  const key = await generateSigningKey('bench-1');
  const keys = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [publicPart(key)] }));
  });
  await new Promise<void>(resolve => keys.listen(0, '127.0.0.1', resolve));
  const settings = {
    JWKS_URL: `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks.json`,
    SIGNING_KEY: JSON.stringify(key),
    TOKENS: options.tokens,
  };
  const rounds: Record<string, Verifying[]> = {};
  for (let round = 1; round <= Number(options.rounds); round++) {
    for (const { name, way, nations } of ways) {
      say(`round ${round}, ${options.tokens} tokens: ${name}`);
      const file = new URL('verifying.ts', import.meta.url);
      (rounds[name] ??= []).push(await resultOf<Verifying>(file, { ...settings, WAY: way, NATIONS: nations }));
    }
  }
  keys.close();
  return Object.fromEntries(Object.entries(rounds).map(([name, each]) => [name, median(each)]));
}

/** Of each figure the one in the middle: a busy machine spoils a round, not all of them. */
function median(rounds: readonly Verifying[]): Verifying {
  const middle = (figure: (of: Verifying) => number): number => percentile(rounds.map(figure), 0.5);
  const times = (of: 'first' | 'again') => ({ p50: middle(round => round[of].p50), p99: middle(round => round[of].p99) });
  return { first: times('first'), again: times('again'), bytesPerToken: middle(round => round.bytesPerToken) };
}

const verified = await verifyings();
say('an issuer that goes down, and one that changes its keys');
const results: Results = { verifyings: verified, outage: await outage(), rotation: await rotation() };
const goals = goalsOf(results);
const machine = { node: process.version, processors: cpus().length, model: cpus()[0]?.model };
process.stdout.write(`${options.json ? JSON.stringify({ machine, results, goals }) : tables(results, goals)}\n`);
process.exitCode = options.check && goals.some(({ met }) => !met) ? 1 : 0;
