import 'reflect-metadata';
import { ManualClock } from '@nat/service-kit';
import { says } from '../../src/model/scripted-model';
import { asTimePasses, cardsIn, type ChangeBench, onAChangeBench, resultsIn, sarah, seededAt, turnOf } from './change-bench';

// Each test resets a whole nation, which takes its time on a busy machine.
jest.setTimeout(30_000);

let clock: ManualClock;
let bench: ChangeBench;
onAChangeBench(
  made => (bench = made),
  () => (clock = new ManualClock(seededAt)),
);

const update: [string, Record<string, unknown>] = ['update_signup', { id: sarah, employer: 'Acme' }];
const facts = (type: string) => bench.world.outbox.events.filter(event => event.type === `nat.${type}.v1`);

it('a change that nobody decides about ends its query after ten minutes, without asking the model, and settles once', async () => {
  const model = await bench.script([turnOf(1, update, update), says('Hello.')]);
  const { events, last, queryId, conversationId } = await bench.ask('She got a new job');
  const [card] = cardsIn(events);
  await clock.advance(9 * 60_000);
  expect((await bench.agent.snapshot(queryId, bench.ada)).body).toMatchObject({ status: 'awaiting_confirmation' });
  const held = bench.world.siblings.calls('renew');
  expect(held.at(-1)).toMatchObject({ state: 'waiting', until: '2026-06-15T12:15:00.000Z' });

  await clock.advance(2 * 60_000);

  expect((await bench.agent.snapshot(queryId, bench.ada)).body).toMatchObject({
    status: 'canceled',
    confirmations: [{ status: 'expired' }],
  });
  expect(model.requests).toHaveLength(1);
  expect(await bench.follow(queryId, last)).toMatchObject([
    { id: last.id + 1, event: 'query.canceled', data: { reason: 'confirmation_expired', billable: true } },
  ]);
  expect(await bench.decide(card!)).toMatchObject({ status: 410, body: { code: 'confirmation_expired' } });
  expect(await bench.writesSent()).toEqual([]);
  // Only the fact ends the hold, and it is stated once.
  expect(bench.world.siblings.calls('renew')).toEqual(held);
  expect(facts('query.canceled')).toMatchObject([{ data: { queryId, reason: 'confirmation_expired', billable: true } }]);
  expect(facts('confirmation.decided')).toMatchObject([{ data: { status: 'expired' } }]);
  await clock.advance(3_600_000);
  expect(facts('query.canceled')).toHaveLength(1);

  const next = await bench.ask('Never mind', { conversationId });
  expect(next.last.event).toBe('query.completed');
  const results = model.requests[1]!.messages.flatMap(({ content }) => content.filter(({ type }) => type === 'tool_result'));
  const codes = results.map(({ content }) => (JSON.parse(String(content)) as { code: string }).code);
  expect(codes).toEqual(['expired', 'already_done']);
});

it('a decision of the last second is followed', async () => {
  const model = await bench.script([turnOf(1, update), says('Done.')]);
  const { events, last, queryId } = await bench.ask('She got a new job');
  await clock.advance(10 * 60_000 - 1_000);
  expect(await bench.decide(cardsIn(events)[0]!)).toMatchObject({ status: 200 });
  const rest = await asTimePasses(clock, bench.follow(queryId, last));
  expect(rest.at(-1)!.event).toBe('query.completed');
  expect(resultsIn(model, 1)).toMatchObject([{ ok: true, data: { done: 1 } }]);
  expect(await bench.writesSent()).toEqual(['updateSignup']);
});
