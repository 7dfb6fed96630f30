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
