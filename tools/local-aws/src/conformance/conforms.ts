import { knownDifferences } from './known-differences';

const peer = process.env.AWS_ENDPOINT_NAME ?? 'local-aws';

/**
 * A check of the service's behavior against whatever AWS_ENDPOINT_URL names. At a peer with a known difference the check is
 * expected to fail.
 */
export function conforms(name: string, check: () => Promise<void>, milliseconds = 20_000): void {
  const difference = knownDifferences[peer]?.[name];
  if (difference === undefined) it(name, check, milliseconds);
  else it(`${name} (${peer} differs: ${difference})`, () => expect(check()).rejects.toThrow(), milliseconds);
}

/** Client settings that name everything explicitly: nothing is taken from the developer's profile, nothing is retried. */
export const settings = {
  endpoint: process.env.AWS_ENDPOINT_URL,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};

/** A name of this run's own, because a shared endpoint keeps what earlier runs left. */
export const unique = (name: string): string =>
  `${name}-${Date.now().toString(36)}${Math.trunc(Math.random() * 1e6).toString(36)}`;

/** The error that the promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const outcome = await promise.then(
    () => new Error('it was accepted'),
    (error: Error) => error,
  );
  return outcome as Error & Record<string, unknown>;
}
