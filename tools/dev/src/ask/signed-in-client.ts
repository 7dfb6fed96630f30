import { type Fetch, NatClient } from '@nat/client';
import { sandboxUser } from '../prepare-sandbox';

/** Milliseconds before its end at which a token is no longer used. */
const marginMs = 60_000;

/** Who asks which Nat. */
export interface Asker {
  gateway: string;
  /** A demo user of the sandbox. */
  user: string;
  /** Milliseconds since 1970. */
  now: () => number;
  fetch?: Fetch;
}

/**
 * A client for one demo user. It signs in before its first request, and again before a token ends: work in the background lasts
 * longer than the quarter of an hour that a token does. A refused sign-in rejects the request that needed it.
 */
export function signedInClient({ gateway: baseUrl, user, now, fetch }: Asker): NatClient {
  let current = { token: '', usableUntil: 0 };
  const token = async (): Promise<string> => {
    if (now() < current.usableUntil) return current.token;
    const asked = now();
    const { accessToken, expiresIn } = await new NatClient({ baseUrl, fetch }).signInSandbox({ ...sandboxUser, user });
    current = { token: accessToken, usableUntil: asked + expiresIn * 1000 - marginMs };
    return current.token;
  };
  return new NatClient({ baseUrl, fetch, token });
}
