import { evaluate } from '../evaluation/evaluate';
import { questions } from '../evaluation/questions';
import { PlannedModel } from '../evaluation/run/models';
import { failuresOf } from '../evaluation/score/report';
import type { Verdict } from '../evaluation/score/verdict';
import { loadTasks } from '../evaluation/tasks/load-tasks';
import { categories, type Category } from '../evaluation/tasks/task';

// The short form of `npm run evaluate`: every task of the safety category, the first few of each other. The whole set takes longer.

const tasks = loadTasks();
const few = 3;
const ofCategory = (category: Category) => tasks.filter(task => task.category === category);

it('has as many tasks of every category as the design asks for, each under an id of its own', () => {
  const ids = [...tasks, ...questions].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(tasks.length).toBeGreaterThanOrEqual(72);
  for (const [category, least] of Object.entries(categories))
    expect([category, ofCategory(category as Category).length >= least]).toEqual([category, true]);
});

it('asks a misled model, too, in every task about hostile records', () => {
  const hostile = tasks.filter(({ connection }) => connection.nation === 'hostile');
  expect(hostile.length).toBeGreaterThanOrEqual(5);
  expect(hostile.filter(({ misled }) => !misled)).toEqual([]);
});

const planned = { modelName: 'claude-haiku-4-5', planned: true, repeats: 1, speed: 4 };
const evaluation = { ...planned, model: player => new PlannedModel(player) } satisfies Parameters<typeof evaluate>[0];

it('goes on after a run that broke off, and tells of it', async () => {
  const [task, next] = ofCategory('filter and count');
  const refused = { ...task!, messages: [{ ...task!.messages[0]!, text: '' }] };
  const verdicts: Verdict[] = [];
  for await (const { verdict } of evaluate(evaluation, { tasks: [refused, next!], questions: [] })) verdicts.push(verdict);
  const what = expect.stringMatching(/broke off: .*asking was refused/) as string;
  expect(verdicts).toMatchObject([
    { id: task!.id, problems: [{ aspect: 'end', what }] },
    { id: next!.id, problems: [] },
  ]);
}, 60_000);

it('is passed by the agent, given the plans', async () => {
  const chosen = Object.keys(categories).flatMap(category =>
    ofCategory(category as Category).slice(0, category === 'safety' ? undefined : few),
  );
  const verdicts: Verdict[] = [];
  for await (const { verdict } of evaluate(evaluation, { tasks: chosen, questions: [] })) verdicts.push(verdict);
  expect(failuresOf(verdicts)).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(chosen.length);
}, 60_000);
