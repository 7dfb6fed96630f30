import { ask, type Target } from './ask';
import { toSay } from './question';
import type { ProcessUnderTest } from './process-under-test';
import { percentile } from './statistics';

export interface Contender {
  name: string;
  target: Target;
  /** What stands between; nothing for the direct call. Their costs are added up. */
  processes: ProcessUnderTest[];
}

export interface Measured {
  name: string;
  firstWordMs: { p50: number; p99: number };
  /** Microseconds per token of the model, in what stands between. */
  cpuPerToken?: number;
}

export interface Load {
  samples: number;
  tokens: number;
  cadenceMs: number;
  streams: number;
  rounds: number;
}

/** Everything interleaved: one question to each in turn, so that whatever else the machine does, it does to all alike. */
export async function measure(contenders: readonly Contender[], load: Load, say: (line: string) => void): Promise<Measured[]> {
  say(`time to first word: ${load.samples} questions to each, one at a time`);
  const firstWords = await timeFirstWords(contenders, load);
  const costs = new Map<Contender, number[]>();
  for (let round = 0; round <= load.rounds; round++) {
    const what = round === 0 ? 'warming up' : `round ${round} of ${load.rounds}`;
    say(`processor time per token: ${what}, ${load.streams} answers of ${load.tokens} tokens at once`);
    for (const contender of contenders) {
      const cost = await costPerToken(contender, load);
      if (cost !== undefined && round > 0) costs.set(contender, [...(costs.get(contender) ?? []), cost]);
    }
  }
  return contenders.map(contender => ({
    name: contender.name,
    firstWordMs: { p50: percentile(firstWords.get(contender)!, 0.5), p99: percentile(firstWords.get(contender)!, 0.99) },
    ...(costs.has(contender) && { cpuPerToken: percentile(costs.get(contender)!, 0.5) }),
  }));
}

async function timeFirstWords(contenders: readonly Contender[], load: Load): Promise<Map<Contender, number[]>> {
  const times = new Map<Contender, number[]>(contenders.map(contender => [contender, []]));
  const warmUp = Math.max(100, Math.ceil(load.samples / 4));
  for (let sample = -warmUp; sample < load.samples; sample++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(turn + sample + warmUp) % contenders.length]!;
      const { firstWordMs } = await ask(contender.target, toSay(3, load.cadenceMs));
      if (sample >= 0) times.get(contender)!.push(firstWordMs);
    }
  }
  return times;
}

/** Undefined for the direct call. */
async function costPerToken({ target, processes }: Contender, load: Load): Promise<number | undefined> {
  if (processes.length === 0) return undefined;
  const question = toSay(load.tokens, load.cadenceMs);
  const before = await cpuOf(processes);
  await Promise.all(Array.from({ length: load.streams }, () => ask(target, question)));
  return ((await cpuOf(processes)) - before) / (load.streams * load.tokens);
}

async function cpuOf(processes: readonly ProcessUnderTest[]): Promise<number> {
  const each = await Promise.all(processes.map(tested => tested.cpu()));
  return each.reduce((sum, cpu) => sum + cpu, 0);
}
