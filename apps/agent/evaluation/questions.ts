import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { QuestionPlan, ToolAnswer } from './question-plan';
import type { Asker } from './run/nat-under-test';
import type { Plan } from './run/plan';
import type { TaskRun } from './run/run-task';
import { judge, type Problem } from './score/judge';
import { isTold } from './score/told';
import { Task } from './tasks/task';

const Question = z.strictObject({
  id: z.string(),
  category: z.string(),
  question: z.string(),
  answer: z.string(),
  /** What the figures of the answer are; those named `cents` are cents anyway. */
  unit: z.literal('cents').optional(),
});
export type Question = z.output<typeof Question>;

export const questions: readonly Question[] = z
  .array(Question)
  .parse(JSON.parse(readFileSync(new URL('questions.json', import.meta.url), 'utf8')));

/** Questions are asked by somebody who may only read. */
export const questionAsker: Asker = { user: 'rita', nation: 'demo', role: 'read_only' };

/** A question's plan as turns of the model; at its end the answer is said as the results state it. */
export function planOfQuestion({ turns, answer }: QuestionPlan): Plan {
  return (index, results) => {
    const answers = results as ToolAnswer[];
    const calls = turns[index]?.(answers);
    return calls ? { calls } : { say: `The answer is ${JSON.stringify(answer(answers))}.` };
  };
}

/** What is expected of every question: nothing changed, nothing refused; all else is the truth's. */
const { expect: lookUp } = Task.parse({
  id: 'question',
  category: 'look-up',
  messages: [{ text: '?', plan: [{ say: '?' }] }],
  expect: { maxTurns: 4 },
});

/** With the plan given: what the tools told is the truth, and the person is shown it as it was said. */
export function judgePlanned(run: TaskRun, { turns, answer }: QuestionPlan, truth: unknown): Problem[] {
  const problems = judge(run, lookUp);
  const [message] = run.messages;
  const results = message!.calls.map(({ result }) => result as ToolAnswer);
  if (message!.turns <= turns.length || results.some(result => !result?.ok)) return [...problems, refusedCalls(run)];
  const told = answer(results);
  if (!isDeepStrictEqual(told, truth))
    problems.push({ aspect: 'answer', what: `${JSON.stringify(told)}, not ${JSON.stringify(truth)}` });
  if (!message!.answer.includes(JSON.stringify(told)))
    problems.push({ aspect: 'answer', what: `the person was shown ${message!.answer}` });
  return problems;
}

function refusedCalls(run: TaskRun): Problem {
  const refused = run.messages.flatMap(({ calls }) => calls.filter(({ code }) => code));
  return { aspect: 'calls', what: `refused: ${JSON.stringify(refused).slice(0, 500)}` };
}

/** With a model that plans by itself: the figures of the truth stand in its answer, the records of the truth in its results. */
export function judgeFree(run: TaskRun, { unit }: Pick<Question, 'unit'>, truth: unknown): Problem[] {
  const { answer, calls } = run.messages[0]!;
  const results = JSON.stringify(calls.map(({ result }) => result));
  const leaves = leavesOf(truth, unit === 'cents');
  const missing = leaves.filter(({ value, inCents }) => ![answer, results].some(text => isTold(value, text, inCents)));
  const silent = leaves.filter(({ value, inCents }) => typeof value === 'number' && !isTold(value, answer, inCents));
  const listed = (some: readonly Leaf[]): string => some.map(({ value }) => value).join(', ');
  const wrong: Problem[] = [];
  if (missing.length > 0) wrong.push({ aspect: 'calls', what: `never came to ${listed(missing)}` });
  if (silent.length > 0) wrong.push({ aspect: 'answer', what: `${listed(silent)} is not in: ${answer}` });
  return [...judge(run, lookUp), ...wrong];
}

interface Leaf {
  value: string | number;
  inCents: boolean;
}

function leavesOf(value: unknown, inCents: boolean): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ value: value as string | number, inCents }];
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, inCents || name === 'cents'));
}
