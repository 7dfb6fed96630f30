import { Logger } from '@nestjs/common';
import { manyWorlds } from '../connections/simulation/refresh-simulation';
import { removedGuards } from '../connections/simulation/removed-guards';

beforeAll(() => Logger.overrideLogger(false));

const seeds = Number(process.env['SIMULATION_SEEDS'] ?? 2_000);

it(`refreshes no token twice and gives no connection up in vain, in ${seeds} worlds in which everything goes wrong`, async () => {
  const { violations, ...sum } = await manyWorlds(seeds);
  process.stdout.write(`${JSON.stringify(sum)}\n`);
  expect(violations).toEqual([]);
});

it.each(Object.entries(removedGuards))('finds out that %s is missing', async (name, guards) => {
  const { violations, seeds: needed } = await manyWorlds(1_000, guards);
  process.stdout.write(`without ${name}: found in world ${needed}\n`);
  expect(violations).not.toEqual([]);
});
