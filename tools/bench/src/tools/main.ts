import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { ProcessUnderTest } from '../relay/process-under-test';
import { resultOf } from '../relay/result-of';
import type { Aggregating } from './aggregating';
import { promptTokens } from './prompt';
import { goalsOf, type Results, tables } from './report';
import { tagMajorDonors } from './tagging';
import { type Place, signIn } from './workplace';

const { values: options } = parseArgs({
  options: {
    people: { type: 'string', default: '100000' },
    realistic: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const limits = { 'without limits': false, 'limits of production': true };
/** Where the limits decide, one question shows it: they are the same for all. */
const ways = [
  { question: 'people by state', way: 'aggregated', limited: false },
  { question: 'people by state', way: 'collected', limited: false },
  { question: 'people by state', way: 'aggregated, limits of production', limited: true },
  { question: 'large gifts by person', way: 'aggregated', limited: false },
  { question: 'large gifts by person', way: 'collected', limited: false },
];

/** Works in a nation that was just made. */
async function inNation<Result>(limited: boolean, work: (place: Place) => Promise<Result>): Promise<Result> {
  const nation = await ProcessUnderTest.start('../tools/nation.ts', {
    PEOPLE: options.people,
    LATENCY: options.realistic ? 'realistic' : 'short',
    LIMITED: limited ? 'yes' : 'no',
  });
  try {
    const { originTemplate, controlKey } = JSON.parse(nation.url) as Pick<Place, 'originTemplate' | 'controlKey'>;
    return await work({ originTemplate, controlKey, limited, accessToken: await signIn(originTemplate) });
  } finally {
    await nation.stop();
  }
}

async function measure(): Promise<Results> {
  const results: Results = { people: Number(options.people), taggings: {}, aggregations: {}, prompt: promptTokens() };
  for (const [name, limited] of Object.entries(limits))
    results.taggings[name] = await inNation(limited, place => tagMajorDonors(place, step => say(`${step}, ${name}`)));
  for (const { question, way, limited } of ways) {
    say(`${question}, ${way}`);
    const settings = { QUESTION: question, WAY: way };
    const file = new URL('aggregating.ts', import.meta.url);
    const one = await inNation(limited, place => resultOf<Aggregating>(file, { ...settings, PLACE: JSON.stringify(place) }));
    (results.aggregations[question] ??= {})[way] = one;
  }
  return results;
}

const results = await measure();
const goals = goalsOf(results);
const machine = { node: process.version, processors: cpus().length, model: cpus()[0]?.model };
process.stdout.write(`${options.json ? JSON.stringify({ machine, results, goals }) : tables(results, goals)}\n`);
process.exitCode = options.check && goals.some(({ met }) => !met) ? 1 : 0;
