// Works out one figure in one way and tells what it took. A process of its own for each: its memory is its own.
import { type ReadTool, tools } from '@nat/agent';
import type { NationBuilderClient } from '@nat/nationbuilder';
import { setting } from '../relay/child';
import { LiveMemory } from '../relay/live-memory';
import { sendResult } from '../relay/result-of';
import { type Calls, contextAt, type Place, timed } from './workplace';

/** The outcome of one way; both ways of a question are to come to the same. */
export interface Figures {
  records: number;
  groups: number;
  /** Of the group that has most. */
  largest: number;
}

export interface Aggregating extends Figures {
  calls: Calls;
  seconds: number;
  peakLiveMb: number;
  peakProcessMb: number;
}

interface Question {
  /** Input of `aggregate_records`. */
  asked: { type: string; filter?: object; measures: { fn: string; of?: string }[]; group_by: string };
  /** Of a group, in the answer. */
  figure: string;
  /** The same from records that are all held at once. */
  collect: (nation: NationBuilderClient) => Promise<Figures>;
}

const everyPages = 25;
/** In cents: by a tenth of the people. All who gave are more groups than the tool answers. */
const largeGift = { gt: 10_000 };
const unbounded = Number.MAX_SAFE_INTEGER;

const questions: Record<string, Question> = {
  'people by state': {
    asked: { type: 'signups', measures: [{ fn: 'count' }], group_by: 'state' },
    figure: 'count',
    collect: async nation => {
      const query = { fields: { signups: ['created_at'] }, extraFields: { signups: ['primary_address'] } } as const;
      const { records } = await nation.listAll('signups', query, undefined, unbounded);
      memory.look();
      const stateOf = ({ attributes }: (typeof records)[number]): string =>
        (attributes as { primary_address?: { state?: string } }).primary_address?.state ?? '';
      return figuresOf(records.map(record => [stateOf(record), 1]));
    },
  },
  'large gifts by person': {
    asked: {
      type: 'donations',
      filter: { amount_in_cents: largeGift },
      measures: [{ fn: 'sum', of: 'amount_in_cents' }],
      group_by: 'signup_id',
    },
    figure: 'sum',
    collect: async nation => {
      const filter = { status: 'succeeded', amount_in_cents: largeGift } as const;
      const query = { filter, fields: { donations: ['signup_id', 'amount_in_cents'] } } as const;
      const { records } = await nation.listAll('donations', query, undefined, unbounded);
      memory.look();
      return figuresOf(records.map(({ attributes }) => [String(attributes.signup_id), attributes.amount_in_cents ?? 0]));
    },
  },
};

function figuresOf(parts: readonly (readonly [key: string, figure: number])[]): Figures {
  const sums = new Map<string, number>();
  for (const [key, figure] of parts) sums.set(key, (sums.get(key) ?? 0) + figure);
  return { records: parts.length, groups: sums.size, largest: [...sums.values()].reduce((most, one) => Math.max(most, one), 0) };
}

async function aggregate({ asked, figure }: Question): Promise<Figures> {
  const tool = tools.find('aggregate_records') as ReadTool;
  // A long reading tells of its progress after each page: the moment to look.
  const progress = (): void => memory.lookOnce(everyPages);
  const { forModel } = await tool.run(tool.input.parse(asked), { ...context, progress });
  const { groups, groups_count, records } = forModel.data as {
    groups: Record<string, number>[];
    groups_count?: number;
    records: number;
  };
  return { records, groups: groups_count ?? groups.length, largest: groups[0]![figure]! };
}

const place = JSON.parse(setting('PLACE')) as Place;
const context = contextAt(place);
const question = questions[setting('QUESTION')]!;
await context.nation.list('signups', { page: { size: 100, number: 1 } }); // what is loaded once is no cost of reading
const memory = new LiveMemory();
const { result, calls, seconds } = await timed(place, () =>
  setting('WAY') === 'collected' ? question.collect(context.nation) : aggregate(question),
);
sendResult({ ...result, calls, seconds, ...memory.worst() } satisfies Aggregating);
