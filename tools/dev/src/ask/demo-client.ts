import { type Fetch, NatClient, NatProblem } from '@nat/client';
import { NationSlug } from '@nat/contracts';
import { sandboxUser } from '../prepare-sandbox';
import { NothingToDo } from './ask-problem';

/** Milliseconds before its end at which a token is no longer used. */
const marginMs = 60_000;

/** Who asks which Nat. */
export interface Asker {
  gateway: string;
  /** A demo user of the sandbox; its owner unless told. */
  user?: string;
  /** Nation of the sandbox to sign in to; the demo nation unless told. */
  nation?: string;
  /** Milliseconds since 1970. */
  now: () => number;
  fetch?: Fetch;
}

/**
 * A client for one demo user. It signs in before its first request, and again before a token ends: work in the background lasts
 * longer than the quarter of an hour that a token does. A refused sign-in rejects the request that needed it.
 */
export function demoClient(asker: Asker): NatClient {
  const { gateway: baseUrl, user = sandboxUser.user, nation, now, fetch } = asker;
  const nationSlug = nation === undefined ? sandboxUser.nationSlug : NationSlug.parse(nation);
  let current = { token: '', usableUntil: 0 };
  const token = async (): Promise<string> => {
    if (now() < current.usableUntil) return current.token;
    const asked = now();
    const signingIn = new NatClient({ baseUrl, fetch }).signInSandbox({ nationSlug, user });
    const { accessToken, expiresIn } = await signingIn.catch((error: unknown) => noDemoUser(error, asker));
    current = { token: accessToken, usableUntil: asked + expiresIn * 1000 - marginMs };
    return current.token;
  };
  return new NatClient({ baseUrl, fetch, token });
}

/** Where the one user who is always there is not, there is no sandbox. */
function noDemoUser(error: unknown, { gateway, user, nation }: Asker): never {
  const isAbsent = error instanceof NatProblem && error.code === 'not_found' && user === undefined && nation === undefined;
  throw isAbsent
    ? new NothingToDo(`Nobody is signed in to ${gateway}, and it has no demo users. Sign in with --sign-in.`)
    : error;
}
