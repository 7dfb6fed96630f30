import type { Nation } from '../engine/records';
import { seedDemoNation } from './demo-nation';
import { makeHostileNation } from './hostile-nation';
import { seedEmptyNation, seedOtherNation } from './small-nations';

/** The nations of the double by their slug. */
export function seedNations(seed: number, now: number): ReadonlyMap<string, Nation> {
  const demo = seedDemoNation(seed, now).nation;
  const hostile = makeHostileNation(demo).nation;
  const nations = [demo, seedEmptyNation(seed, now), seedOtherNation(seed, now), hostile];
  return new Map(nations.map(nation => [nation.slug, nation]));
}
