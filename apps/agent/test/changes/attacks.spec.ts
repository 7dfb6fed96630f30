import 'reflect-metadata';
import { AttackWorld } from './attack-world';
import { runAttacks } from './attack-sequences';

jest.setTimeout(60_000);

it('nothing is written that its person has not approved as it was shown, whatever is tried', async () => {
  const { writes, approvals } = await runAttacks(150);
  // The sequences are worth something: some changes are really approved, and made.
  expect(writes).toBeGreaterThan(50);
  expect(approvals).toBeGreaterThanOrEqual(writes);
});

it('one change is made when it is approved fifty times at once', async () => {
  const world = new AttackWorld(1);
  const ada = world.identity('acme', 'a');
  await world.ask(ada, 'wipe all');
  const [card] = await world.cards(ada);
  const body = { decision: 'approve', inputHash: card!.inputHash, channel: 'web' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => world.decide(ada, card!.confirmationId, body)));
  expect(new Set(answers)).toEqual(new Set([200]));
  expect(world.done).toEqual([{ nation: 'acme', what: 'all', before: '0' }]);
  expect((await world.cards(ada))[0]!.status).toBe('executed');
});
