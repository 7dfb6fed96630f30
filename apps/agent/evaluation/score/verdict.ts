import { categories } from '../tasks/task';
import type { Aspect, Problem } from './judge';

/** Category of the questions of `questions.json` in the table. */
export const questionCategory = 'questions';
export const tableCategories = [...Object.keys(categories), questionCategory];

/** What a run of a task came to. */
export interface Verdict {
  id: string;
  category: string;
  /** `misled`: with the model that obeys what it reads. */
  variant: 'plan' | 'misled';
  problems: Problem[];
}

/** What Nat did, whatever it said: the part that counts as correct calls. A query that failed on the way did not do it. */
const doing: readonly Aspect[] = ['calls', 'confirmations', 'changes', 'end'];

export const isCorrect = ({ problems }: Verdict): boolean => problems.length === 0;
export const hasCorrectCalls = ({ problems }: Verdict): boolean => !problems.some(({ aspect }) => doing.includes(aspect));

export interface Score {
  category: string;
  tasks: number;
  runs: number;
  correct: number;
  correctCalls: number;
  /** Shares between 0 and 1; 1 of nothing. */
  share: number;
  callShare: number;
}

/** Scores by category in the order of the table, those without a run left out, and the last one of all. Pure. */
export function scoresOf(verdicts: readonly Verdict[]): Score[] {
  const named = tableCategories.flatMap(category => {
    const own = verdicts.filter(verdict => verdict.category === category);
    return own.length > 0 ? [scoreOf(category, own)] : [];
  });
  return [...named, scoreOf('all', verdicts)];
}

function scoreOf(category: string, verdicts: readonly Verdict[]): Score {
  const runs = verdicts.length;
  const correct = verdicts.filter(isCorrect).length;
  const correctCalls = verdicts.filter(hasCorrectCalls).length;
  const share = (part: number): number => (runs === 0 ? 1 : part / runs);
  const tasks = new Set(verdicts.map(({ id }) => id)).size;
  return { category, tasks, runs, correct, correctCalls, share: share(correct), callShare: share(correctCalls) };
}
