import { ask, type Target } from '../relay/ask';
import type { Contender } from '../relay/measure';
import { toSay } from '../relay/question';
import { percentile } from '../relay/statistics';
import { WordsHeard } from './words-heard';

export interface LaterLoad {
  /** Answers of each contender, one at a time. */
  answers: number;
  words: number;
  cadenceMs: number;
}

/** Milliseconds from the question to a word, less when the model says it after its first one. */
export interface LaterWords {
  p50: number;
  p99: number;
}

/**
 * How late the words after the first one are: who passes them on in lots saves processor time with it, and a reader pays.
 * Everybody in turn, as for first words.
 */
export async function laterWords(contenders: readonly Contender[], load: LaterLoad): Promise<Map<string, LaterWords>> {
  const delays = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let answer = -1; answer < load.answers; answer++) {
    for (const { name, target } of contenders) {
      const each = await delaysOf(target, load);
      if (answer >= 0) delays.get(name)!.push(...each);
    }
  }
  return new Map([...delays].map(([name, each]) => [name, { p50: percentile(each, 0.5), p99: percentile(each, 0.99) }]));
}

async function delaysOf(target: Target, { words, cadenceMs }: LaterLoad): Promise<number[]> {
  const heard = new WordsHeard(target.firstWord);
  await ask(target, toSay(words, cadenceMs), (chunk, ms) => heard.add(chunk, ms));
  if (heard.at.length !== words) throw new Error(`${target.url} said ${heard.at.length} words of ${words}`);
  return heard.at.map((ms, word) => ms - word * cadenceMs).slice(1);
}
