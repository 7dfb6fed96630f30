import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Contender, type Load, measure } from '../relay/measure';
import { ProcessUnderTest } from '../relay/process-under-test';
import { natAlone, natWhole, peers, type World } from './contenders';
import { type HeldLoad, heldMemory } from './held-memory';
import { type LaterWords, laterWords } from './later-words';
import { names } from './names';
import { writePrompt } from './prompt';
import { goalsOf, type Result, table } from './report';

const { values: options } = parseArgs({
  options: {
    samples: { type: 'string', default: '300' },
    tokens: { type: 'string', default: '400' },
    cadence: { type: 'string', default: '10' },
    streams: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '5' },
    held: { type: 'string', default: '500' },
    words: { type: 'string', default: '100' },
    'no-stack': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

/** The embedded AWS, which saves every answer's events, is not made for hundreds at once: the whole path holds one in so many. */
const wholeShare = 5;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const stops: (() => Promise<void> | void)[] = [];

async function start(file: string, settings: Record<string, string>): Promise<ProcessUnderTest> {
  const child = await ProcessUnderTest.start(`../runtime/${file}`, settings);
  stops.push(() => child.stop());
  return child;
}

async function contenders(): Promise<{ all: Contender[]; model: ProcessUnderTest }> {
  const { file, prompt, remove } = writePrompt();
  stops.push(remove);
  const model = await start('../relay/fake-model.ts', {});
  const world: World = { model, prompt, promptFile: file, start, onStop: stop => stops.push(stop) };
  const all = [...(await peers(world)), ...(await natAlone(world))];
  if (options['no-stack']) return { all, model };
  say('starting the whole of Nat');
  return { all: [...all, await natWhole(world)], model };
}

/** Answers take a second at the usual cadence and bring a hundred words each, so they are fewer than first words. */
function timeLaterWords(all: readonly Contender[], { samples, cadenceMs }: Load): Promise<Map<string, LaterWords>> {
  const load = { answers: Math.ceil(samples / 15), words: 100, cadenceMs };
  say(`later words: ${load.answers} answers of ${load.words} words by each, one at a time`);
  return laterWords(all, load);
}

async function main(): Promise<number> {
  const load: Load = {
    samples: Number(options.samples),
    tokens: Number(options.tokens),
    cadenceMs: Number(options.cadence),
    streams: Number(options.streams),
    rounds: Number(options.rounds),
  };
  const held: HeldLoad = { streams: Number(options.held), words: Number(options.words), rounds: 3 };
  const { all, model } = await contenders();
  const memory = new Map<string, Result['held']>();
  for (const contender of all) {
    const streams = contender.name === names.whole ? Math.ceil(held.streams / wholeShare) : held.streams;
    say(`memory: ${streams} answers held open by ${contender.name}`);
    memory.set(contender.name, await heldMemory(contender, model, { ...held, streams }));
  }
  const timed = await measure(all, load, say);
  const later = await timeLaterWords(all, load);
  const results: Result[] = timed.map(each => ({ ...each, laterWordMs: later.get(each.name)!, held: memory.get(each.name) }));
  const goals = goalsOf(results);
  const machine = { node: process.version, processors: cpus().length, model: cpus()[0]?.model };
  process.stdout.write(`${options.json ? JSON.stringify({ machine, load, held, results, goals }) : table(results, goals)}\n`);
  return options.check && goals.some(({ met }) => !met) ? 1 : 0;
}

try {
  process.exitCode = await main();
} finally {
  for (const stop of stops.reverse()) await stop();
}
