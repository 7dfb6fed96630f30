import { awsOptions } from '@nat/dynamo';
import { provision } from '@nat/event-bus';
import { NationSlug } from '@nat/contracts';
import { SystemRng } from '@nat/service-kit';
import { eventually, FastClock } from '@nat/testing';
import { resources } from '../../src';
import { ada as adaOf, aQueryId, type Reading, type SseEvent } from '../agent-process';
import { toolContext } from '../tool-context';
import { KillableAgent, type Surroundings, surroundings } from './killable-agent';

const kills = Number(process.env.CHAOS_KILLS ?? 20);
const people = 10_000;
const aws = awsOptions({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: process.env.AWS_ENDPOINT_URL });
const clock = new FastClock(8, Date.now());
const rng = new SystemRng();
const ada = { ...adaOf, nationSlug: NationSlug.parse('large'), userId: rng.id('usr') };

let around: Surroundings;
let agent: KillableAgent;

beforeAll(async () => {
  await provision([resources], aws, 'nat');
  around = await surroundings(clock, aws.endpoint!, people);
  agent = await KillableAgent.start(around);
}, 120_000);

afterAll(async () => {
  await agent.kill();
  around.double.stop();
  await around.world.close();
});

/** Kills the agent after so many milliseconds, and starts another one. */
async function killAfter(milliseconds: number): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, milliseconds));
  await agent.kill();
  agent = await KillableAgent.start(around);
}

/** What is read before the connection breaks. */
const untilBroken = (reading: Reading): Promise<SseEvent[]> => reading.all().catch(() => reading.events);

const get = async <T>(path: string): Promise<T> =>
  (await (await agent.http.fetch(`/internal/${path}`, { identity: ada })).json()) as T;

function nation() {
  return around.double.accessToken('ada', 'large').then(accessToken => {
    const place = { template: around.double.originTemplate, slug: 'large', accessToken, clock };
    return toolContext(place).nation;
  });
}

it(`tags ${people} people exactly once in effect through ${kills} kills at random moments, and the account is true`, async () => {
  const selected = await (await agent.http.ask({ text: 'Select everybody' }, { identity: ada })).all();
  const conversationId = String(selected[0]!.data.conversationId);
  const selection = selected.find(({ event }) => event === 'tool.completed')!.data;
  expect(selection).toMatchObject({ ok: true, resultSetId: 'rs_1' });
  const accounts: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const tag = `kill${kill}`;
    const reading = await agent.http.ask({ text: `Tag ${tag}`, conversationId }, { identity: ada });
    const card = (await reading.until('confirmation.required')).data as { confirmationId: string; inputHash: string };
    await reading.all();
    const decision = { decision: 'approve', inputHash: card.inputHash, channel: 'web', typedCount: people };
    const headers = { 'content-type': 'application/json' };
    const path = `/internal/confirmations/${card.confirmationId}/decision`;
    const decided = await agent.http.fetch(path, { method: 'POST', identity: ada, headers, body: JSON.stringify(decision) });
    expect(decided.status).toBe(200);
    await killAfter(rng.next() * 1_500);
    const ended = await eventually(
      async () => {
        const { items } = await get<{ items: { status: string; title: string; background: boolean }[] }>('actions?limit=1');
        const { status } = await get<{ status: string }>(`queries/${reading.queryId}`);
        expect(['completed', 'failed']).toContain(status);
        expect(items[0]).toMatchObject({ status: expect.not.stringMatching('running') as string });
        return items[0] as unknown as Record<string, number | string>;
      },
      { timeoutMs: 60_000, intervalMs: 200 },
    );
    const { done, alreadySo, failed, unknown, notTried, targets } = ended;
    expect([Number(done) + Number(alreadySo) + Number(failed) + Number(unknown) + Number(notTried), targets]).toEqual([
      people,
      people,
    ]);
    accounts.push(`${String(done)}/${String(alreadySo)}/${String(failed)}/${String(unknown)}`);
    const client = await nation();
    const { records } = await client.list('signup_tags', { filter: { name: { eq: tag } }, page: { size: 5, number: 1 } });
    expect(records).toHaveLength(1);
    const tagged = await client.count('signup_taggings', { filter: { tag_id: records[0]!.id } });
    // Who is told to be done is tagged, once; who is not told so is not.
    expect(tagged).toBe(Number(done) + Number(alreadySo));
    expect(tagged).toBe(people);
  }
  // Temporary lists are nobody's but ours: none is left.
  const left = await (await nation()).count('lists', { filter: { slug: { prefix: 'nat_' } } });
  expect(left).toBe(0);
  process.stdout.write(`${kills} kills of a change of ${people}: done/alreadySo/failed/unknown ${accounts.join(' ')}\n`);
});

// That it is within a minute says `survival.spec.ts`; here an eightfold clock counts the start of the next process eightfold.
it('ends a query whose agent is killed in mid-answer truthfully, and not billed', async () => {
  const lapsed: number[] = [];
  for (let kill = 0; kill < Math.min(kills, 5); kill++) {
    const queryId = aQueryId();
    const reading = await agent.http.ask({ text: 'Talk' }, { queryId, identity: ada });
    await reading.until('message.delta');
    const broken = untilBroken(reading);
    const at = clock.now();
    await killAfter(rng.next() * 200);
    const seen = await broken;
    const snapshot = await eventually(
      async () => {
        const found = await get<{ status: string; problem?: { code: string } }>(`queries/${queryId}`);
        expect(found.status).not.toBe('running');
        return found;
      },
      { timeoutMs: 60_000, intervalMs: 200 },
    );
    if (snapshot.status === 'failed') {
      lapsed.push(clock.now() - at);
      expect(snapshot.problem?.code).toBe('interrupted');
    }
    const resumed = await (await agent.http.follow(queryId, seen.at(-1)!.id, ada)).all();
    expect(resumed.at(-1)!.event).toBe(snapshot.status === 'failed' ? 'query.failed' : 'query.completed');
    expect(resumed[0]!.id).toBeGreaterThan(seen.at(-1)!.id);
  }
  process.stdout.write(
    `killed in mid-answer: ended ${lapsed.map(ms => `${Math.round(ms / 1000)} s`).join(', ')} after the kill, by the eightfold clock\n`,
  );
});
