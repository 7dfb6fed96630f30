import type { Environment } from '@nat/service-kit';
import { type AuthProcess, aWorld, startAuth, type World } from './auth-process';
import { OAuthDouble } from './oauth-double';

/** Auth with a world of its own, and NationBuilder beside it. */
export interface StartedAuth {
  auth: AuthProcess;
  world: World;
  double: OAuthDouble;
  /** Where the nations of the double live. */
  template: string;
}

/**
 * Starts all of it anew for every test of a file, and ends it afterwards.
 *
 * @param begin takes what was started, and does what every test of the file begins with.
 */
export function useAuth(begin: (started: StartedAuth) => void | Promise<void>, changes: Environment = {}): void {
  let started: StartedAuth | undefined;
  beforeEach(async () => {
    const [double, world] = [new OAuthDouble(), await aWorld()];
    const template = await double.start();
    started = { double, world, template, auth: await startAuth(world, template, changes) };
    await begin(started);
  });
  afterEach(async () => {
    await started?.auth.close();
    await started?.double.stop();
  });
}
