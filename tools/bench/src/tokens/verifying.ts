// Verifies access tokens in one way and tells what it took. A process of its own for each way: its memory is its own.
import { SystemClock, SystemRng } from '@nat/service-kit';
import { PrivateSigningKey, TokenSigner, TokenVerifier } from '@nat/session';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { setting } from '../relay/child';
import { LiveMemory } from '../relay/live-memory';
import { sendResult } from '../relay/result-of';
import { percentile } from '../relay/statistics';

/** Microseconds. */
interface Times {
  p50: number;
  p99: number;
}

/** What one way of verifying took. */
export interface Verifying {
  first: Times;
  again: Times;
  /** What stays in memory for each token that was verified, in bytes. */
  bytesPerToken: number;
}

const issuer = 'https://auth.nat.example';
const jwksUrl = setting('JWKS_URL');
const count = Number(setting('TOKENS'));
const nations = Object.fromEntries(
  Array.from({ length: Number(setting('NATIONS')) }, (_, index) => [`nation-${index}`, 'member']),
);
const rng = new SystemRng();
const signer = new TokenSigner(PrivateSigningKey.parse(JSON.parse(setting('SIGNING_KEY'))));

function newToken(): Promise<string> {
  const iat = Math.floor(Date.now() / 1_000);
  const person = { sub: rng.id('usr'), sid: rng.id('ses'), jti: rng.uuid(), client: 'web', nations };
  return signer.sign('at+jwt', { iss: issuer, aud: 'nat-api', iat, nbf: iat, exp: iat + 3_600, ...person });
}

async function tokens(howMany: number): Promise<string[]> {
  const made: string[] = [];
  while (made.length < howMany) made.push(await newToken());
  return made;
}

function natsOwn(): (token: string) => Promise<unknown> {
  const verifier = new TokenVerifier({ issuer, jwksUrl, clock: new SystemClock() });
  return token => verifier.verify(token);
}

/** The least that a service would do without us: the same checks of signature, type, issuer, audience and time. */
function bareJose(): (token: string) => Promise<unknown> {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  const options = { issuer, audience: 'nat-api', algorithms: ['ES256'], typ: 'at+jwt', clockTolerance: 60 };
  return token => jwtVerify(token, keys, options);
}

async function timed(verify: (token: string) => Promise<unknown>, given: readonly string[]): Promise<Times> {
  const times: number[] = [];
  for (const token of given) {
    const started = performance.now();
    await verify(token);
    times.push((performance.now() - started) * 1_000);
  }
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

const ways: Record<string, () => (token: string) => Promise<unknown>> = { natsOwn, bareJose };
const verify = ways[setting('WAY')]!();
await timed(verify, await tokens(2_000)); // keys are read, and the code is warm
const given = await tokens(count);
const memory = new LiveMemory();
const first = await timed(verify, given);
memory.look();
const { peakLiveMb } = memory.worst();
sendResult({ first, again: await timed(verify, given), bytesPerToken: (peakLiveMb * 1_048_576) / count } satisfies Verifying);
