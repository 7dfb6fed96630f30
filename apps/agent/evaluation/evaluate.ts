import { RecordedModel } from './run/recorded-model';
import type { ModelPort } from '../src/model/model.port';
import { plans } from './plans';
import { judgeFree, judgePlanned, planOfQuestion, type Question, questionAsker } from './questions';
import { NatUnderTest } from './run/nat-under-test';
import { type Plan, PlanPlayer } from './run/plan';
import { type Bench, runMessages, runTask, type TaskRun } from './run/run-task';
import { judge } from './score/judge';
import { questionCategory, type Verdict } from './score/verdict';
import type { Task } from './tasks/task';

/** What is run. */
export interface Selection {
  tasks: readonly Task[];
  questions: readonly Question[];
}

export interface Evaluation {
  /** Name the model costs by. */
  modelName: string;
  /** The model, given whoever knows the plan. One that plans by itself does without. */
  model: (player: PlanPlayer) => ModelPort;
  /** The plan is given: then misled plans are run too. */
  planned: boolean;
  /** How often each is run. */
  repeats: number;
  /** How many times as fast as the machine's the agent's time runs. */
  speed: number;
}

/** A run and what it came to. */
export interface Judged {
  verdict: Verdict;
  run: TaskRun;
}

/** Runs a selection on one agent, one task after another, and tells each as it ends. */
export async function* evaluate(evaluation: Evaluation, { tasks, questions }: Selection): AsyncGenerator<Judged> {
  const { planned, repeats, speed, modelName } = evaluation;
  const player = new PlanPlayer();
  const model = new RecordedModel(evaluation.model(player));
  const nat = await NatUnderTest.start(model, modelName, speed);
  try {
    const bench = { nat, model, player };
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const task of tasks) {
        yield await judgedTask(bench, task, false);
        if (planned && task.misled) yield await judgedTask(bench, task, true);
      }
      const truth = questions.length > 0 ? await nat.truth() : {};
      for (const question of questions) yield await judgedQuestion(bench, question, truth[question.id], planned);
    }
  } finally {
    await nat.stop();
  }
}

async function judgedTask(bench: Bench, task: Task, misled: boolean): Promise<Judged> {
  const run = await runTask(bench, task, misled);
  const problems = judge(run, (misled && task.misled) || task.expect);
  return { run, verdict: { id: task.id, category: task.category, variant: misled ? 'misled' : 'plan', problems } };
}

async function judgedQuestion(bench: Bench, asked: Question, truth: unknown, planned: boolean): Promise<Judged> {
  const { id, question } = asked;
  const known = plans.get(id)!;
  const plan: Plan = planOfQuestion(known);
  const run = await runMessages(bench, questionAsker, [{ text: question, decisions: [], before: [], whileHeld: [] }], [plan]);
  const problems = planned ? judgePlanned(run, known, truth) : judgeFree(run, asked, truth);
  return { run, verdict: { id, category: questionCategory, variant: 'plan', problems } };
}
