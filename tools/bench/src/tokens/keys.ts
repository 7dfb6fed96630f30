// An issuer that goes down, and one that changes its keys, on a clock that is moved: these figures are exact.
import { ManualClock } from '@nat/service-kit';
import { generateSigningKey, type PrivateSigningKey, publicPart, TokenSigner, TokenVerifier } from '@nat/session';

/** Ten minutes without an issuer. */
export interface Outage {
  /** Requests whose token was signed by a key that was known, and those of them that were refused or had to wait. */
  known: number;
  refused: number;
  waited: number;
  /** Requests with key names nobody knows, and those that were let in. */
  unknown: number;
  letIn: number;
  /** Attempts to read the keys, in all and in the busiest minute. */
  reads: number;
  busiestMinute: number;
}

/** Seconds until a change of keys is in force, at worst. */
export interface Rotation {
  newKey: number;
  removedKey: number;
}

const issuer = 'https://auth.nat.example';
/** What the house's fetch waits for an answer, in milliseconds. */
const patience = 2_000;
const minutes = 10;

async function anIssuer() {
  const clock = new ManualClock();
  const key = await generateSigningKey('key-1');
  const state = { keys: [key], down: false, reads: [] as number[] };
  const fetchJson = async (): Promise<unknown> => {
    state.reads.push(clock.monotonic());
    if (state.down) {
      await clock.sleep(patience);
      throw new Error('no answer');
    }
    return { keys: state.keys.map(publicPart) };
  };
  const verifier = new TokenVerifier({ issuer, jwksUrl: `${issuer}/.well-known/jwks.json`, clock, fetchJson });
  return { clock, key, state, verifier };
}

function tokenOf(key: PrivateSigningKey, clock: ManualClock, jti = '1'): Promise<string> {
  const iat = Math.floor(clock.now() / 1_000);
  const person = {
    sub: 'usr_0123456789abcdefghjkmnpqrs',
    sid: 'ses_0123456789abcdefghjkmnpqrs',
    client: 'web',
    nations: { demo: 'owner' },
  };
  return new TokenSigner(key).sign('at+jwt', { iss: issuer, aud: 'nat-api', iat, exp: iat + 7_200, jti, ...person });
}

const accepted = (verifying: Promise<unknown>): Promise<boolean> =>
  verifying.then(
    () => true,
    () => false,
  );

/** 1,000 requests a second, of 100 people; among them 1,000 tokens whose keys nobody knows. */
export async function outage(): Promise<Outage> {
  const { clock, key, state, verifier } = await anIssuer();
  const people = await Promise.all(Array.from({ length: 100 }, (_, index) => tokenOf(key, clock, `${index}`)));
  for (const token of people) await verifier.verify(token);
  const payload = people[0]!.slice(people[0]!.indexOf('.'));
  [state.down, state.reads] = [true, []];
  const begun = clock.monotonic();
  const forged: Promise<boolean>[] = [];
  const result = { known: 0, refused: 0, waited: 0 };
  for (let second = 0; second < minutes * 60; second++) {
    for (let request = 0; request < 1_000; request++) {
      const started = clock.monotonic();
      if (!(await accepted(verifier.verify(people[request % people.length]!)))) result.refused++;
      if (clock.monotonic() > started) result.waited++;
      result.known++;
    }
    for (let index = 0; index < (second % 3 === 0 ? 5 : 0); index++) {
      const header = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: `random-${second}-${index}` });
      forged.push(accepted(verifier.verify(Buffer.from(header).toString('base64url') + payload)));
    }
    await clock.advance(1_000);
  }
  const minutesOfReads = state.reads.map(at => state.reads.filter(other => other >= at && other < at + 60_000).length);
  await clock.advance(patience);
  const letIn = (await Promise.all(forged)).filter(each => each).length;
  if (clock.monotonic() - begun < minutes * 60_000) throw new Error('the outage was too short');
  return { ...result, unknown: forged.length, letIn, reads: state.reads.length, busiestMinute: Math.max(0, ...minutesOfReads) };
}

/** With a request a second, and a change of keys at every tenth second of the life of what was read. */
export async function rotation(): Promise<Rotation> {
  const worst = { newKey: 0, removedKey: 0 };
  for (let phase = 0; phase < 300; phase += 10) {
    worst.newKey = Math.max(worst.newKey, await secondsUntil(phase, 'new'));
    worst.removedKey = Math.max(worst.removedKey, await secondsUntil(phase, 'removed'));
  }
  return worst;
}

async function secondsUntil(phase: number, change: 'new' | 'removed'): Promise<number> {
  const { clock, key, state, verifier } = await anIssuer();
  const old = await tokenOf(key, clock);
  await verifier.verify(old);
  await clock.advance(phase * 1_000);
  const next = await generateSigningKey('key-2');
  // Somebody tries names nobody knows all the while, which must not keep a new one out.
  const stranger = await tokenOf({ ...next, kid: 'stranger' }, clock);
  await accepted(verifier.verify(stranger));
  state.keys = change === 'new' ? [key, next] : [next];
  const token = change === 'new' ? await tokenOf(next, clock) : old;
  for (let second = 0; second <= 3_600; second++) {
    if ((await accepted(verifier.verify(token))) === (change === 'new')) return second;
    if (change === 'new') await accepted(verifier.verify(stranger));
    await clock.advance(1_000);
  }
  return Number.POSITIVE_INFINITY;
}
