import 'reflect-metadata';
import type { AccessTokenAnswer, SessionAnswer } from '@nat/contracts';
import { provision } from '@nat/event-bus';
import { type ServiceIdentity, SystemRng } from '@nat/service-kit';
import { TokenVerifier } from '@nat/session';
import { eventually, FastClock, KillableService } from '@nat/testing';
import { resources } from '../../src';
import { marginMs } from '../../src/connections/held-lease';
import { leaseMs } from '../../src/connections/lease-watch';
import { type Answer, caller, environmentOf, serviceKeys } from '../auth-process';
import { freshNation } from '../people';
import { aws } from '../local-table';
import { OAuthDouble } from '../oauth-double';
import { type Shown, SlowDoor } from './slow-door';

const stops = Number(process.env['CHAOS_STOPS'] ?? 6);
// A lease of 30 s lasts 3: every length of time is production's, and only the clock runs faster.
const clock = new FastClock(10, Date.now());
const [leaseLastsMs, leftMs] = [leaseMs / clock.factor, marginMs / clock.factor];
const rng = new SystemRng();
const double = new OAuthDouble();
const nationSlug = freshNation();
const shown: Shown[] = [];
let doors: SlowDoor[] = [];
let processes: KillableService[] = [];
let calls: ReturnType<typeof caller>[];
let identity: ServiceIdentity;

beforeAll(async () => {
  await provision([resources], aws, 'nat');
  double.nations.add(nationSlug);
  const template = await double.start();
  doors = [0, 1].map(name => new SlowDoor(name, template, shown, () => rng.next() * 120));
  const keys = await serviceKeys();
  const start = async (door: SlowDoor): Promise<KillableService> => {
    const environment = { ...environmentOf({ keys }, await door.start()), AWS_ENDPOINT_URL: aws.endpoint };
    return KillableService.start('apps/auth/test/chaos/auth-child.ts', environment, clock);
  };
  processes = await Promise.all(doors.map(start));
  calls = processes.map(({ url }) => caller(url, { clock, keys }));
  const signedIn = await calls[0]!<SessionAnswer>('/internal/sandbox-sessions', {
    as: 'api-gateway',
    body: { nationSlug, user: 'ada' },
  });
  const jwksUrl = `${processes[0]!.url}/.well-known/jwks.json`;
  const verifier = new TokenVerifier({ issuer: 'http://127.0.0.1:4201', jwksUrl, clock });
  const { userId, sessionId } = await verifier.verify(signedIn.body.accessToken);
  identity = { userId, sessionId, nationSlug, role: 'owner' };
}, 120_000);

afterAll(async () => {
  await Promise.all(processes.map(process => process.kill()));
  await Promise.all(doors.map(door => door.close()));
  await double.stop();
});

const ask = (process: number, refusedGeneration?: number): Promise<Answer<AccessTokenAnswer>> =>
  calls[process]!('/internal/connections/access-token', { as: 'agent', identity, body: { refusedGeneration } });

/** Asks until there is a token; every answer before it is noted. */
async function untilLent(process: number, refused: number, answers: number[]): Promise<AccessTokenAnswer> {
  return eventually(
    async () => {
      const { status, body } = await ask(process, refused);
      if (status !== 200) answers.push(status);
      expect(status).toBe(200);
      return body;
    },
    { timeoutMs: 60_000, intervalMs: 100 },
  );
}

/** So many callers need a new token at once, half of them in each process. */
function everybody(callers: number, refused: number, answers: number[]): Promise<AccessTokenAnswer[]> {
  return Promise.all(Array.from({ length: callers }, (_, index) => untilLent(index % 2, refused, answers)));
}

async function generationNow(): Promise<number> {
  return (await ask(0)).body.generation;
}

const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));

/**
 * The process to stop, at the moment to stop it: any of them at any time, or the one that refreshes, while its call is under
 * way or its answer is just there.
 */
async function victim(amidCall: boolean, since: number): Promise<KillableService> {
  if (!amidCall) {
    await pause(rng.next() * 400);
    return processes[rng.next() < 0.5 ? 0 : 1]!;
  }
  while (shown.length === since) await pause(1);
  await pause(rng.next() * 300);
  return processes[shown[since]!.door]!;
}

/** Presentations of tokens that had been shown before. */
function shownAgain(since: number): Shown[] {
  return shown.slice(since).filter(({ token }, index) => firstOf(token) < since + index);
}

function firstOf(token: string): number {
  return shown.findIndex(each => each.token === token);
}

it('refreshes once for 100 callers in two processes', async () => {
  for (let round = 0; round < 3; round++) {
    const generation = await generationNow();
    const before = shown.length;
    const lent = await everybody(100, generation, []);
    expect([shown.length - before, double.refreshes]).toEqual([1, generation]);
    expect(new Set(lent.map(each => each.generation))).toEqual(new Set([generation + 1]));
  }
});

it(`survives ${stops} processes that stand still for longer than the lease, at any moment of a refresh`, async () => {
  const seen = { refreshes: 0, shownAgain: 0, givenUpAndRestored: 0 };
  for (let stop = 0; stop < stops; stop++) {
    const generation = await generationNow();
    const [refreshesBefore, before] = [double.refreshes, shown.length];
    const answers: number[] = [];
    const lending = everybody(20, generation, answers);
    const stopped = await victim(stop % 2 === 1, before);
    stopped.stop();
    await pause(leaseLastsMs * (1.2 + rng.next()));
    stopped.goOn();
    const lent = await lending;

    // Nobody is left without a connection, and what is lent works.
    expect(Math.min(...lent.map(each => each.generation))).toBeGreaterThan(generation);
    for (const process of [0, 1]) {
      const { status, body } = await ask(process);
      expect([status, double.accepts(body.accessToken)]).toEqual([200, true]);
    }
    expect(double.refreshes - refreshesBefore).toBe(1);

    // A token is shown again only when the lease of whoever showed it first is over: it had this much left at that moment.
    const again = shownAgain(before);
    for (const { token, at } of again) expect(at - shown[firstOf(token)]!.at).toBeGreaterThanOrEqual(leftMs);
    // Only then may somebody give the connection up; whoever stood still restores it.
    const givenUp = answers.includes(424);
    if (givenUp) expect(again.length).toBeGreaterThan(0);
    seen.refreshes++;
    seen.shownAgain += again.length;
    seen.givenUpAndRestored += Number(givenUp);
  }
  process.stdout.write(`${stops} stops: ${JSON.stringify(seen)}\n`);
});
