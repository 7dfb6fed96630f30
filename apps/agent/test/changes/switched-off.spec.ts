import 'reflect-metadata';
import { ManualClock } from '@nat/service-kit';
import { says } from '../../src/model/scripted-model';
import { settingsFreshMs } from '../../src/settings/nation-settings.service';
import {
  asTimePasses,
  cardsIn,
  type ChangeBench,
  named,
  onAChangeBench,
  resultsIn,
  sarah,
  seededAt,
  turnOf,
} from './change-bench';

const update: [string, Record<string, unknown>] = ['update_signup', { id: sarah, employer: 'Acme' }];
const tag: [string, Record<string, unknown>] = ['tag_signup', { signup_id: sarah, tag: 'Porch captain' }];
const create: [string, Record<string, unknown>] = ['create_signup', { first_name: 'Quinn', last_name: 'Abernathy' }];
const page = { nationSlug: 'demo' as never, kind: 'person' as const, recordId: sarah };
const off = { status: 503, body: { code: 'agent_disabled' } };

let clock: ManualClock;
let bench: ChangeBench;
onAChangeBench(
  made => (bench = made),
  () => (clock = new ManualClock(seededAt)),
);

/** An operator switches Nat off, or on, for the nation; every process knows it half a minute after it looked last. */
async function switched(agentDisabled: boolean, waited = settingsFreshMs): Promise<void> {
  await bench.world.nationSettings.change(bench.ada.nationSlug, { agentDisabled });
  await clock.advance(waited);
}
const ask = async (text: string) => (await bench.agent.ask({ text }, { identity: bench.ada })).body();

it('a nation for which Nat is switched off asks nothing, until it is switched on again', async () => {
  const model = await bench.script([says('Hello.')]);
  await switched(true);
  expect(await ask('Hello?')).toMatchObject({ status: 503, code: 'agent_disabled' });
  expect([model.requests, bench.world.outbox.events]).toEqual([[], []]);
  await switched(false);
  expect((await bench.ask('Hello?')).last.event).toBe('query.completed');
});

it('the switch of the service is a switch of every nation', async () => {
  bench.world.settings = { ...bench.world.settings, AGENT_DISABLED: 'true' };
  const model = await bench.script([says('Hello.')]);
  expect(await ask('Hello?')).toMatchObject({ status: 503, code: 'agent_disabled' });
  expect(model.requests).toEqual([]);
});

it('what was held before approves nothing, keeps waiting, and can be approved once it is on again', async () => {
  await bench.script([turnOf(1, update), says('Done.')]);
  const { events, last, queryId } = await bench.ask('She got a new job');
  const [card] = cardsIn(events);
  await switched(true);
  expect(await bench.decide(card!)).toMatchObject(off);
  expect(await bench.get(`confirmations/${card!.confirmationId}`)).toMatchObject({ body: { status: 'pending' } });
  expect(await bench.writesSent()).toEqual([]);
  await switched(false);
  expect(await bench.decide(card!)).toMatchObject({ status: 200 });
  const rest = await asTimePasses(clock, bench.follow(queryId, last));
  expect(rest.at(-1)!.event).toBe('query.completed');
  expect(await bench.writesSent()).toEqual(['updateSignup']);
});

it('a query that is on its way changes nothing more', async () => {
  const script = [says('Hello.'), turnOf(1, tag), says('It is switched off.')];
  const model = await bench.script((_, call) => (call === 1 ? [switched(true, 1_000), ...script[1]!] : script[call]!));
  await bench.ask('Hello?');
  await clock.advance(settingsFreshMs - 1_000);
  const { events } = await bench.ask('Tag her porch captain', { pageContext: page });
  expect(named(events, 'tool.completed')).toMatchObject([{ ok: false }]);
  expect(resultsIn(model, 2)).toMatchObject([{ ok: false, code: 'agent_disabled' }]);
  expect(await bench.writesSent()).toEqual([]);
});

it('takes nothing back', async () => {
  await bench.script([turnOf(1, tag), says('Tagged.'), turnOf(2, create), says('Made.')]);
  const first = await bench.ask('Tag her porch captain', { pageContext: page });
  const second = await bench.ask('Create Quinn Abernathy');
  const [tagged, made] = [first, second].map(({ events }) => String(named(events, 'tool.completed')[0]!.actionId));
  const sent = await bench.writesSent();
  await switched(true);
  for (const [index, actionId] of [tagged, made].entries()) expect(await bench.undo(actionId!, `k${index}`)).toMatchObject(off);
  expect(await bench.writesSent()).toEqual(sent);
  await switched(false);
  expect(await bench.undo(tagged!, 'k0')).toMatchObject({ status: 202 });
});
