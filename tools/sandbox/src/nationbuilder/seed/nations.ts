import type { Nation } from '../engine/records';
import { seedDemoNation } from './demo-nation';
import { makeHostileNation } from './hostile-nation';
import { seedEmptyNation, seedOtherNation } from './small-nations';

let latest: { readonly seed: number; readonly now: number; readonly nations: ReadonlyMap<string, Nation> } | undefined;

/** The nations of the double by their slug. What was made is kept, so that a reset to the same seed and time makes nothing again. */
export function seedNations(seed: number, now: number): ReadonlyMap<string, Nation> {
  if (latest?.seed !== seed || latest.now !== now) latest = { seed, now, nations: makeNations(seed, now) };
  return new Map([...latest.nations].map(([slug, nation]) => [slug, nation.anew()]));
}

/** Makes them from nothing. */
export function makeNations(seed: number, now: number): ReadonlyMap<string, Nation> {
  const demo = seedDemoNation(seed, now).nation;
  const hostile = makeHostileNation(demo).nation;
  const nations = [demo, seedEmptyNation(seed, now), seedOtherNation(seed, now), hostile];
  return new Map(nations.map(nation => [nation.slug, nation]));
}
