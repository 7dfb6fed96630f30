import { Logger } from '@nestjs/common';
import { manyWorlds, RefreshSimulation } from './simulation/refresh-simulation';
import { removedGuards } from './simulation/removed-guards';

beforeAll(() => Logger.overrideLogger(false));

it('refreshes no token twice and gives no connection up in vain, in 100 worlds in which everything goes wrong', async () => {
  const { violations, refreshes, crashes, pauses, lost, revoked } = await manyWorlds(100);
  expect(violations).toEqual([]);
  for (const happened of [refreshes, crashes, pauses, lost, revoked]) expect(happened).toBeGreaterThan(5);
}, 120_000);

it('follows from its seed', async () => {
  const [once, again, other] = await Promise.all([7, 7, 8].map(seed => new RefreshSimulation(seed).run()));
  expect(again).toEqual(once);
  expect(other).not.toEqual(once);
});

it.each(Object.entries(removedGuards))(
  'finds out that %s is missing',
  async (_, guards) => {
    expect((await manyWorlds(200, guards)).violations).not.toEqual([]);
  },
  120_000,
);
