import { isLoopback, vendorProblem } from './common.config';

const vendor = { name: 'ANTHROPIC', urlVariable: 'ANTHROPIC_BASE_URL', keyVariable: 'ANTHROPIC_API_KEY' };

describe('the choice of a vendor or its double', () => {
  it.each([
    [
      'production with a double',
      'production',
      { mode: 'double' as const, url: 'http://127.0.0.1:1' },
      'production accepts only live',
    ],
    [
      'a double that is not on this machine',
      'development',
      { mode: 'double' as const, url: 'https://api.example.com' },
      'loopback',
    ],
    ['a double without an address', 'development', { mode: 'double' as const }, 'loopback'],
    ['live without a key', 'development', { mode: 'live' as const }, 'ANTHROPIC_API_KEY'],
    ['live on this machine', 'production', { mode: 'live' as const, key: 'k', url: 'http://localhost:1' }, 'loopback'],
  ])('refuses %s', (_, environment, given, words) => {
    expect(vendorProblem(environment, { ...vendor, ...given })).toContain(words);
  });

  it('accepts a double on loopback outside production, and live with a key', () => {
    expect(vendorProblem('test', { ...vendor, mode: 'double', url: 'http://127.0.0.1:4711/n/{slug}' })).toBeUndefined();
    expect(vendorProblem('production', { ...vendor, mode: 'live', key: 'k' })).toBeUndefined();
  });
});

it('knows loopback by the parsed host, not by the text', () => {
  expect(isLoopback('http://[::1]:80/x')).toBe(true);
  expect(isLoopback('http://127.0.0.1.example.com')).toBe(false);
  expect(isLoopback('http://localhost@example.com')).toBe(false);
});
