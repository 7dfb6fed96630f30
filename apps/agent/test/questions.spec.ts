import { NationSlug } from '@nat/contracts';
import { NationBuilderClient, NationOrigin, TokenBucket } from '@nat/nationbuilder';
import { ManualClock, SeededRng, SystemClock, SystemRng } from '@nat/service-kit';
import { NationBuilderDouble } from '@nat/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plans } from '../evaluation/plans';
import type { QuestionPlan, ToolAnswer } from '../evaluation/question-plan';
import { ToolCalls } from '../src/loop/tool-calls';
import { catalog } from '../src/tools/catalog';
import { Links } from '../src/tools/kit/links';
import { InMemoryExportFiles } from '../src/tools/results/export-files';
import { InMemoryResultSets } from '../src/tools/results/result-sets';

// The eighty questions of evaluation/questions.json against the demo nation: the plan is given as turns of the model, what the
// tools answer is compared with the truth that the double counted on its seed.

interface Question {
  id: string;
  category: string;
  question: string;
}
const questions = JSON.parse(readFileSync(join(__dirname, '../evaluation/questions.json'), 'utf8')) as Question[];
const timeZone = 'America/Chicago';
const clock = new ManualClock('2026-06-15T12:00:00.000Z');
const slug = NationSlug.parse('demo');
let double: NationBuilderDouble;
let nation: NationBuilderClient;
let links: Links;
let truth: Record<string, unknown>;

beforeAll(async () => {
  double = await NationBuilderDouble.start('2026-06-15T12:00:00Z');
  const origin = new NationOrigin({ production: false, template: double.originTemplate });
  const accessToken = await double.accessToken('ada');
  nation = new NationBuilderClient({
    slug,
    origin,
    tokens: { token: async () => ({ accessToken, generation: 1 }) },
    limit: new TokenBucket(clock, 1e6, 1e6),
    clock: new SystemClock(),
    rng: new SeededRng(1),
  });
  links = new Links(origin, slug);
  ({ questions: truth } = await double.control<{ questions: Record<string, unknown> }>('GET', `answers?timeZone=${timeZone}`));
}, 60_000);
afterAll(() => double.stop());

/** Plays the plan as a model would: the calls of a turn through the agent's own tool runner, then the next turn. */
async function play({ turns, answer }: QuestionPlan): Promise<unknown> {
  const signal = new AbortController().signal;
  const resultSets = new InMemoryResultSets(() => clock.iso());
  const exports = new InMemoryExportFiles(() => clock.now());
  const context = { nation, links, clock, timeZone, resultSets, exports, signal };
  const log = { record: async () => undefined as never };
  const tools = new ToolCalls({
    registry: catalog,
    context: async () => context,
    log,
    rng: new SystemRng(),
    role: 'read_only',
    signal,
  });
  const answers: ToolAnswer[] = [];
  for (const turn of turns) {
    const blocks = turn(answers).map(([name, input], index) => ({ type: 'tool_use', id: `toolu_${index}`, name, input }));
    const results = await tools.run({ blocks, stopReason: 'tool_use', unreadableInputs: new Set() });
    const told = results.map(({ content }) => JSON.parse(String(content)) as ToolAnswer);
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
