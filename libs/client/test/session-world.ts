import { NatClient, type NatProblem, type SessionOptions } from '../src';
import { FakeSessions, startOf } from './fake-sessions';

/** Milliseconds. */
export const minute = 60_000;

/** A gateway, and clients that keep time by it. */
export function sessionWorld() {
  const gateway = new FakeSessions();
  /** Codes that clients were told their session ended with. */
  const signedOut: string[] = [];
  const client = (session: SessionOptions = {}): NatClient => {
    const onSignedOut = ({ code }: NatProblem): void => void signedOut.push(code);
    return new NatClient({
      baseUrl: 'http://gateway.test',
      fetch: gateway.fetch,
      session: { now: () => gateway.now, onSignedOut, ...session },
    });
  };
  /** A client with the session it has begun. */
  const signedIn = async (session: SessionOptions = {}, clientId: 'cli' | 'web' = 'cli'): Promise<NatClient & { id: string }> => {
    const nat = client(session);
    const { sessionId } = await nat.startSession(startOf(clientId));
    return Object.assign(nat, { id: sessionId });
  };
  return { gateway, signedOut, client, signedIn };
}

/** As many calls at once. */
export const all = <Value>(count: number, call: () => Promise<Value>): Promise<PromiseSettledResult<Value>[]> =>
  Promise.allSettled(Array.from({ length: count }, call));
