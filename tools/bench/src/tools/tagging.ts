import { InMemoryJournal, type ToolContext, tools, type ReadTool, type WriteTool } from '@nat/agent';
import { type Calls, contextAt, type Place, timed } from './workplace';

/** One step of the work. */
export interface Step {
  step: string;
  people: number;
  calls: Calls;
  seconds: number;
}

/** What became of "tag everyone who donated over $100 as major donor". */
export interface Tagging {
  steps: Step[];
  /** Targets by what the account says of them; the sum is all of them. */
  account: Record<string, number>;
  /** People who have the tag, counted by the nation: afterwards, and after it was taken back. */
  tagged: number;
  left: number;
}

const tag = 'Major donor';
const overHundredDollars = { all: [{ from: 'donations', filter: { amount_in_cents: { gt: 10_000 } } }] };

/** Finds the donors, looks at what tagging them would do, does it, and takes it back: as the agent's loop does, call by call. */
export async function tagMajorDonors(place: Place, say: (step: string) => void): Promise<Tagging> {
  const context = contextAt(place);
  const steps: Step[] = [];
  const measured = async <Result>(step: string, peopleOf: (result: Result) => number, work: () => Promise<Result>) => {
    say(step);
    const { result, calls, seconds } = await timed(place, work);
    steps.push({ step, people: peopleOf(result), calls, seconds });
    return result;
  };
  const find = tools.find('find_people') as ReadTool;
  const bulk = tools.find('bulk_tag') as WriteTool;
  const found = await measured(
    'find_people',
    ({ forModel }) => forModel.count ?? 0,
    () => find.run(find.input.parse(overHundredDollars), context),
  );
  const change = async (given: object, looking: string, doing: string) => {
    const input = bulk.input.parse(given);
    const journal = new InMemoryJournal();
    const effect = await measured(
      looking,
      ({ count }) => count,
      () => bulk.preview(input, context),
    );
    await measured(
      doing,
      () => journal.counts().done,
      () => bulk.run(input, context, { effect, journal }),
    );
    return { input, journal, effect };
  };
  const { input, journal, effect } = await change(
    { result_set: found.forModel.result_set, tag },
    'bulk_tag, preview',
    'bulk_tag, run',
  );
  const tagged = await countTagged(context);
  const [undo] = bulk.undo.plan!(input, journal, effect);
  const people = await context.resultSets.save({
    type: 'signups',
    ids: undo!.people!,
    criteria: 'to be taken back',
    truncated: false,
  });
  await change({ ...undo!.input, result_set: people.id }, 'undo, preview', 'undo, run');
  return { steps, account: journal.counts(), tagged, left: await countTagged(context) };
}

async function countTagged({ nation }: ToolContext): Promise<number> {
  const { records } = await nation.list('signup_tags', { filter: { name: { eq: tag } }, page: { size: 1, number: 1 } });
  return nation.count('signup_taggings', { filter: { tag_id: records[0]!.id } });
}
