import { ManualClock, SystemClock, SystemRng } from '@nat/service-kit';
import { NationBuilderDouble } from '@nat/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plans } from '../evaluation/plans';
import type { QuestionPlan, ToolAnswer } from '../evaluation/question-plan';
import { ToolCalls } from '../src/loop/tool-calls';
import { resultsOf } from '../src/conversation/pending-turn';
import { WriteGate } from '../src/loop/write-gate';
import { catalog } from '../src/tools/catalog';
import { timeZone, toolContext } from './tool-context';

// The eighty questions of evaluation/questions.json against the demo nation: the plan is given as turns of the model, what the
// tools answer is compared with the truth that the double counted on its seed.

interface Question {
  id: string;
  category: string;
  question: string;
}
const questions = JSON.parse(readFileSync(join(__dirname, '../evaluation/questions.json'), 'utf8')) as Question[];
const clock = new ManualClock('2026-06-15T12:00:00.000Z');
let double: NationBuilderDouble;
let accessToken: string;
let truth: Record<string, unknown>;

beforeAll(async () => {
  double = await NationBuilderDouble.start('2026-06-15T12:00:00Z');
  accessToken = await double.accessToken('ada');
  ({ questions: truth } = await double.control<{ questions: Record<string, unknown> }>('GET', `answers?timeZone=${timeZone}`));
}, 60_000);
afterAll(() => double.stop());

const noWrites = new WriteGate({
  carryOut: () => Promise.reject(new Error('a question changed something')),
  forbidden: async () => undefined,
  sent: [],
  message: '',
});

/** Plays the plan as a model would: the calls of a turn through the agent's own tool runner, then the next turn. */
async function play({ turns, answer }: QuestionPlan): Promise<unknown> {
  const waitsBy = new SystemClock();
  const context = toolContext({ template: double.originTemplate, slug: 'demo', accessToken, clock, waitsBy });
  const log = { record: async () => undefined as never };
  const tools = new ToolCalls({
    registry: catalog,
    context: async () => context,
    writes: noWrites,
    log,
    rng: new SystemRng(),
    role: 'read_only',
    signal: context.signal,
  });
  const answers: ToolAnswer[] = [];
  for (const turn of turns) {
    const blocks = turn(answers).map(([name, input], index) => ({ type: 'tool_use', id: `toolu_${index}`, name, input }));
    const { pending } = await tools.run({ blocks, stopReason: 'tool_use', unreadableInputs: new Set() });
    const told = resultsOf(pending)!.map(({ content }) => JSON.parse(String(content)) as ToolAnswer);
    for (const [index, result] of told.entries())
      if (!result.ok) throw new Error(`${blocks[index]!.name} refused: ${JSON.stringify(result)}`);
    answers.push(...told);
  }
  return answer(answers);
}

it('has a plan for every question and a question for every plan', () => {
  expect([...plans.keys()].toSorted()).toEqual(questions.map(({ id }) => id).toSorted());
  expect(questions).toHaveLength(80);
});

// A question may read the nation several times over; on a busy machine that takes longer than Jest's 5 s.
it.each(questions)(
  '$category: $question',
  async ({ id }) => {
    expect(truth[id]).toBeDefined();
    expect(await play(plans.get(id)!)).toEqual(truth[id]);
  },
  30_000,
);
