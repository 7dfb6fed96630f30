import { bearerToken } from './bearer-token';

it('reads the one Authorization header, however its name is written', () => {
  expect(bearerToken({ rawHeaders: ['host', 'nat', 'AUTHORIZATION', 'bearer a.b.c'] })).toBe('a.b.c');
});

it.each([
  ['two headers', ['authorization', 'Bearer a', 'Authorization', 'Bearer a']],
  ['two headers of which one is empty', ['authorization', 'Bearer a', 'authorization', '']],
  ['a header whose value only looks like a name', ['x-note', 'authorization', 'x-next', 'Bearer a']],
  ['a tab', ['authorization', 'Bearer\ta']],
  ['two spaces', ['authorization', 'Bearer  a']],
  ['a trailing space', ['authorization', 'Bearer a ']],
])('refuses %s', (_, rawHeaders) => {
  expect(() => bearerToken({ rawHeaders })).toThrow('unauthenticated');
});

it('is not confused by a header whose value is the name', () => {
  expect(bearerToken({ rawHeaders: ['x-note', 'authorization', 'authorization', 'Bearer a'] })).toBe('a');
});
