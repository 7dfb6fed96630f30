import { setTimeout as later } from 'node:timers/promises';
import { open, type OpenAnswer } from '../relay/ask';
import type { Contender } from '../relay/measure';
import type { ProcessUnderTest } from '../relay/process-under-test';
import { toSay } from '../relay/question';
import { percentile } from '../relay/statistics';

export interface HeldLoad {
  /** Answers held open at once. */
  streams: number;
  /** Words each has said before it is looked at. */
  words: number;
  rounds: number;
}

/** Bytes per open answer: what JavaScript and its buffers hold, and what the process took from the operating system. */
export interface HeldMemory {
  live: number;
  process: number;
}

/** Answers asked for at once: what is measured is what stays open, not a crowd at the door. */
const lotSize = 10;
/** Milliseconds in which what was received is also written and saved, with room. */
const settleMs = 1_000;

/** Undefined for the direct call. The median of the rounds; of the process the most, because it gives little back. */
export async function heldMemory(
  { target, processes }: Contender,
  model: ProcessUnderTest,
  load: HeldLoad,
): Promise<HeldMemory | undefined> {
  if (processes.length === 0) return undefined;
  const question = toSay(load.words, 20, { held: true });
  const hold = async (streams: number): Promise<HeldMemory> => {
    const before = await memoryOf(processes);
    const answers: OpenAnswer[] = [];
    while (answers.length < streams) {
      const lot = Math.min(lotSize, streams - answers.length);
      answers.push(...(await Promise.all(Array.from({ length: lot }, () => open(target, question)))));
    }
    while (Number(await call(model, '/held')) < streams) await later(50);
    await later(settleMs);
    const during = await memoryOf(processes);
    await call(model, '/release');
    await Promise.all(answers.map(({ endMs }) => endMs));
    await later(settleMs);
    return { live: (during.live - before.live) / streams, process: (during.process - before.process) / streams };
  };
  await hold(Math.ceil(load.streams / 5)); // code is compiled, and connections are made
  const rounds: HeldMemory[] = [];
  for (let round = 0; round < load.rounds; round++) rounds.push(await hold(load.streams));
  return {
    live: percentile(
      rounds.map(({ live }) => live),
      0.5,
    ),
    process: Math.max(...rounds.map(({ process: taken }) => taken)),
  };
}

async function memoryOf(processes: readonly ProcessUnderTest[]): Promise<HeldMemory> {
  const each = await Promise.all(processes.map(tested => tested.memory()));
  return each.reduce((sum, { live, process: taken }) => ({ live: sum.live + live, process: sum.process + taken }));
}

async function call(model: ProcessUnderTest, path: string): Promise<string> {
  return (await fetch(model.url + path)).text();
}
