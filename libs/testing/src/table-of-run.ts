import { SystemRng } from '@nat/service-kit';

const rng = new SystemRng();

/**
 * A service's table as its specs make it: under a name that no run used, and without a time to live. Clocks of specs stand where they
 * were put, and an endpoint deletes by its own: a row that has a day to live in the spec would be gone once that day has passed.
 */
export function tableOfRun<Definition extends { name: string; timeToLive?: string }>(
  definition: Definition,
): Omit<Definition, 'timeToLive'> & { name: string } {
  const { timeToLive: _, ...form } = definition;
  return { ...form, name: `${form.name}-${rng.hex(6)}` };
}
