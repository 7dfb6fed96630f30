import { compact, type Target, targets } from '../test/attack-targets';
import { algorithmAttacks } from '../test/attacks/algorithm-attacks';
import { claimAttacks } from '../test/attacks/claim-attacks';
import type { Attack } from '../test/attacks/forging';
import { formAttacks } from '../test/attacks/form-attacks';
import { keyAttacks } from '../test/attacks/key-attacks';
import { outcome } from '../test/token-fixtures';

const attacks: Attack[] = [...algorithmAttacks, ...keyAttacks, ...formAttacks, ...claimAttacks];

it('has at least 80 attacks, each under a name of its own', () => {
  expect(attacks.length).toBeGreaterThanOrEqual(80);
  expect(new Set(attacks.map(([name]) => name)).size).toBe(attacks.length);
});

describe.each(targets().map(target => [target.kind, target] as const))('%s', (_, target: Target) => {
  it('is accepted in its honest form', async () => {
    expect(await outcome(target.verify(compact(target, target.header, target.claims)))).toBe('fulfilled');
  });

  it.each(attacks)('is refused: %s', async (_name, forge) => {
    const before = target.reads();
    expect(await outcome(target.verify(forge(target)))).toBe('unauthenticated');
    expect(target.reads() - before).toBeLessThanOrEqual(1);
  });

  it('is refused once it has expired, and only then says so', async () => {
    const exp = Math.floor(target.clock.now() / 1_000) - 61;
    const token = compact(target, target.header, { ...target.claims, iat: exp - 60, exp });
    expect(await outcome(target.verify(token))).toBe('token_expired');
  });
});
