import type { Nation } from '../engine/records';
import { seedDemoNation } from './demo-nation';
import { seedEmptyNation, seedOtherNation } from './small-nations';

/** The nations of the double by their slug. */
export function seedNations(seed: number, now: number): ReadonlyMap<string, Nation> {
  const nations = [seedDemoNation(seed, now).nation, seedEmptyNation(seed, now), seedOtherNation(seed, now)];
  return new Map(nations.map(nation => [nation.slug, nation]));
}
