import './run/quiet-sdk';
import 'reflect-metadata';
import { SystemClock } from '@nat/service-kit';
import { ClaudeDouble } from '@nat/testing';
import { mkdirSync, writeFileSync } from 'node:fs';
import { pricedModels } from '../src/loop/cost';
import { AnthropicModel } from '../src/model/anthropic.adapter';
import { isRealModel, isWhole, type Options, readOptions } from './command-line';
import { type Evaluation, evaluate, type Judged, type Selection } from './evaluate';
import { questions } from './questions';
import { claudeAt, DoubledModel, PlannedModel } from './run/models';
import { figuresOf } from './score/figures';
import { costGates, modelGates, plannedGates } from './score/gates';
import { failuresOf, type Report, reportText } from './score/report';
import { transcript } from './score/transcript';
import { questionCategory, scoresOf } from './score/verdict';
import { loadTasks } from './tasks/load-tasks';

const clock = new SystemClock();
/** With a plan nobody waits for a model: what waits is NationBuilder's background work. */
const plannedSpeed = 4;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  const selection = selected(options);
  const claude = ['double', 'planner'].includes(options.model) ? await ClaudeDouble.start() : undefined;
  try {
    const reports: Report[] = [];
    for (const evaluation of evaluationsOf(options, claude)) {
      const report = await run(options, evaluation, selection);
      reports.push(report);
      if (!options.json) process.stdout.write(`${reportText(report)}\n`);
      if (options.report || (isRealModel(options.model) && isWhole(options))) keep(report);
      if (report.gates.some(({ passed }) => !passed)) process.exitCode = 1;
    }
    if (options.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  } finally {
    claude?.stop();
  }
}

function selected({ category, task }: Options): Selection {
  const tasks = loadTasks().filter(one => (!category || one.category === category) && (!task || one.id === task));
  const asked = questions.filter(one => (!category || category === questionCategory) && (!task || one.id === task));
  if (tasks.length + asked.length === 0) throw new Error(`there is no ${task ? `task ${task}` : 'task'} to run`);
  return { tasks, questions: asked };
}

/** The double answers for each model there is a price for: they differ in what they cost and cache. */
function evaluationsOf({ model, repeats }: Options, claude: ClaudeDouble | undefined): Evaluation[] {
  const planned = model === 'planned' || model === 'double';
  const shared = { planned, repeats, speed: planned ? plannedSpeed : 1 };
  if (!claude && planned) return [{ ...shared, modelName: pricedModels[0], model: player => new PlannedModel(player) }];
  if (!claude) {
    const apiKey = process.env.ANTHROPIC_API_KEY!;
    return [{ ...shared, modelName: model, model: () => new AnthropicModel({ apiKey }) }];
  }
  const answers: Evaluation['model'] = planned ? player => new DoubledModel(claude, player) : () => claudeAt(claude);
  return pricedModels.map(modelName => ({ ...shared, modelName, model: answers }));
}

async function run({ model, task, json }: Options, evaluation: Evaluation, selection: Selection): Promise<Report> {
  const judged: Judged[] = [];
  for await (const one of evaluate(evaluation, selection)) {
    judged.push(one);
    if (task && !json) process.stdout.write(`${transcript(one.run)}\n\n`);
  }
  const verdicts = judged.map(({ verdict }) => verdict);
  const scores = scoresOf(verdicts);
  const figures = figuresOf(
    evaluation.modelName,
    judged.map(one => one.run),
  );
  const report = { ranAt: clock.iso(), mode: model, scores, failures: failuresOf(verdicts) };
  switch (model) {
    case 'planned':
      return { ...report, gates: plannedGates(scores) };
    case 'double':
      return { ...report, figures, gates: [...plannedGates(scores), ...costGates(figures)] };
    case 'planner':
      return { ...report, figures, gates: costGates(figures) };
    default:
      return { ...report, figures, gates: modelGates(scores, figures) };
  }
}

function keep(report: Report): void {
  const folder = new URL('reports/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const name = [report.ranAt.slice(0, 10), report.mode, report.figures?.model].filter(part => part !== undefined).join('-');
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(report, null, 2)}\n`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
