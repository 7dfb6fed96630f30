import { Included, type NationBuilderClient, type RecordList } from '@nat/nationbuilder';
import { ManualClock } from '@nat/service-kit';
import type { ToolContext } from '../kit/define-tool';
import { alike } from './natural-keys';

const reply = { attributes: { event_id: '3' }, related: { signup: { id: '7' } } };
const nationWith = (list: Partial<RecordList>) =>
  ({
    listAll: async () => ({ records: [], included: new Included(), truncated: false, ...list }),
  }) as unknown as NationBuilderClient;
const look = (list: Partial<RecordList>) => {
  const context = { nation: nationWith(list), clock: new ManualClock(), timeZone: 'UTC', signal: new AbortController().signal };
  return alike('event_rsvps', reply, context as Partial<ToolContext> as ToolContext);
};

it('says that a record may be there already where there are too many to look through', async () => {
  expect(await look({ truncated: true })).toEqual({
    ids: [],
    once: true,
    note: expect.stringContaining('may be there already') as string,
  });
});

it('says nothing where all were looked through', async () => {
  expect(await look({})).toEqual({ ids: [], once: true });
});

it.each(['x'.repeat(60_000), 'yes, {no}'])(
  'looks for nothing by an answer that cannot be asked for, nor by the rest of it',
  async content => {
    const asked: unknown[] = [];
    const nation = { listAll: async (...query: unknown[]) => void asked.push(query) } as unknown as NationBuilderClient;
    const context = { nation, clock: new ManualClock(), timeZone: 'UTC' } as Partial<ToolContext> as ToolContext;
    const response = { attributes: { signup_id: '7', survey_question_id: '95', content } };
    expect(await alike('survey_question_responses', response, context)).toBeUndefined();
    expect(asked).toEqual([]);
  },
);
