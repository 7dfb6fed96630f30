import { ask, type Target } from './ask';
import type { ProcessUnderTest } from './process-under-test';
import { percentile } from './statistics';

export interface Contender {
  name: string;
  target: Target;
  /** Absent for the direct call, which has no process between. */
  process?: ProcessUnderTest;
}

export interface Measured {
  name: string;
  firstWordMs: { p50: number; p99: number };
  /** Microseconds per token of the model, in the process under test. */
  cpuPerToken?: number;
}

export interface Load {
  samples: number;
  tokens: number;
  streams: number;
  rounds: number;
}

/** Everything interleaved: one question to each in turn, so that whatever else the machine does, it does to all alike. */
export async function measure(contenders: readonly Contender[], load: Load, say: (line: string) => void): Promise<Measured[]> {
  say(`time to first word: ${load.samples} questions to each, one at a time`);
  const firstWords = await timeFirstWords(contenders, load.samples);
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

async function timeFirstWords(contenders: readonly Contender[], samples: number): Promise<Map<Contender, number[]>> {
  const times = new Map<Contender, number[]>(contenders.map(contender => [contender, []]));
  const warmUp = Math.max(100, Math.ceil(samples / 4));
  for (let sample = -warmUp; sample < samples; sample++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(turn + sample + warmUp) % contenders.length]!;
      const { firstWordMs } = await ask(contender.target, true);
      if (sample >= 0) times.get(contender)!.push(firstWordMs);
    }
  }
  return times;
}

/** Undefined for the direct call. */
async function costPerToken({ target, process: tested }: Contender, load: Load): Promise<number | undefined> {
  if (!tested) return undefined;
  const before = await tested.cpu();
  await Promise.all(Array.from({ length: load.streams }, () => ask(target, false)));
  return ((await tested.cpu()) - before) / (load.streams * load.tokens);
}
