import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ProcessUnderTest } from '../relay/process-under-test';
import { resultOf } from '../relay/result-of';
import { fairly, firstComeFirstServed } from './limiters';
import type { Reading } from './reading';
import { goalsOf, tables } from './report';

const { values: options } = parseArgs({
  options: {
    records: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function read(nation: string, way: string): Promise<Reading> {
  say(`reading ${options.records} records: ${way}`);
  return resultOf(new URL('reading.ts', import.meta.url), { NATION: nation, WAY: way });
}

async function main(): Promise<number> {
  const nation = await ProcessUnderTest.start('../nationbuilder/fake-nation.ts', { RECORDS: options.records });
  try {
    const readings: Record<string, Reading> = {};
    for (const way of ['streamed', 'streamedWithTexts', 'collected']) readings[way] = await read(nation.url, way);
    say('40 nations through one address');
    const sharings = { 'in turns': await fairly(), 'first come, first served': await firstComeFirstServed() };
    const results = { readings, sharings };
    const goals = goalsOf(results);
    const machine = { node: process.version, processors: cpus().length, model: cpus()[0]?.model };
    process.stdout.write(`${options.json ? JSON.stringify({ machine, results, goals }) : tables(results, goals)}\n`);
    return options.check && goals.some(({ met }) => !met) ? 1 : 0;
  } finally {
    await nation.stop();
  }
}

process.exitCode = await main();
