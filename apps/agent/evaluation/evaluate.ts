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
        for (const variant of planned && task.misled ? (['plan', 'misled'] as const) : (['plan'] as const))
          yield await unlessBroken({ id: task.id, category: task.category, variant }, () => judgedTask(bench, task, variant));
      }
      const truth = questions.length > 0 ? await nat.truth() : {};
      for (const question of questions) {
        const about = { id: question.id, category: questionCategory, variant: 'plan' } as const;
        yield await unlessBroken(about, () => judgedQuestion(bench, question, truth[question.id], planned));
      }
    }
  } finally {
    await nat.stop();
  }
}

type Outcome = Pick<Verdict, 'problems'> & Pick<Judged, 'run'>;

/** A run that breaks off, such as a question that is refused, is a failure of its own and keeps no other from being run. */
async function unlessBroken(about: Omit<Verdict, 'problems'>, work: () => Promise<Outcome>): Promise<Judged> {
  try {
    const { run, problems } = await work();
    return { run, verdict: { ...about, problems } };
  } catch (error) {
    const run = { nation: 'none', messages: [], changes: [], mails: 0 };
    return { run, verdict: { ...about, problems: [{ aspect: 'end', what: `the run broke off: ${String(error)}` }] } };
  }
}

async function judgedTask(bench: Bench, task: Task, variant: Verdict['variant']): Promise<Outcome> {
  const misled = variant === 'misled';
  const run = await runTask(bench, task, misled);
  return { run, problems: judge(run, (misled && task.misled) || task.expect) };
}

async function judgedQuestion(bench: Bench, asked: Question, truth: unknown, planned: boolean): Promise<Outcome> {
  const { id, question } = asked;
  const known = plans.get(id)!;
  const plan: Plan = planOfQuestion(known);
  const run = await runMessages(bench, questionAsker, [{ text: question, decisions: [], before: [], whileHeld: [] }], [plan]);
  return { run, problems: planned ? judgePlanned(run, known, truth) : judgeFree(run, asked, truth) };
}
