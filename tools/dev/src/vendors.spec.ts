import { chooseVendors } from './vendors';

const modes = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(chooseVendors(environment).map(({ vendor, mode }) => [vendor, mode]));

it('takes doubles where there are no keys', () => {
  expect(modes({})).toEqual({ Claude: 'double', NationBuilder: 'double', Stripe: 'double' });
});

it('takes the real model where its key is set, unless told otherwise, and says why', () => {
  expect(modes({ ANTHROPIC_API_KEY: 'k' }).Claude).toBe('live');
  expect(modes({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_MODE: 'double' }).Claude).toBe('double');
  expect(chooseVendors({ ANTHROPIC_API_KEY: 'k' })[0]!.reason).toContain('billed');
});

it.each([
  [{ ANTHROPIC_MODE: 'live' }, 'ANTHROPIC_API_KEY is not set'],
  [{ ANTHROPIC_MODE: 'maybe' }, 'must be live or double'],
  [{ STRIPE_MODE: 'live' }, 'offers only double'],
])('refuses a choice it cannot keep: %j', (environment, words) => {
  expect(() => chooseVendors(environment)).toThrow(words);
});
