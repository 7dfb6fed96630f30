import { inspect } from 'node:util';
import { parsedSecret } from './parsed-secret';

const form = {
  parse: (value: unknown): string => {
    if (typeof value !== 'string') throw new TypeError(`${JSON.stringify(value)} is no text`);
    return value;
  },
};

it('reads a secret in its form', () => {
  expect(parsedSecret('"a"', form)).toBe('a');
});

it.each([
  ['no JSON', 'canary-token'],
  ['cut off', '{"refreshToken":"canary-tok'],
  ['of another form', '{"refreshToken":"canary-token"}'],
])('quotes nothing of one that is %s, not even as a cause', (_, text) => {
  let thrown: unknown;
  try {
    parsedSecret(text, form);
  } catch (error) {
    thrown = error;
  }
  expect(inspect(thrown)).toContain('Error: a secret in the vault is not of its form');
  expect(inspect(thrown)).not.toContain('canary');
});
