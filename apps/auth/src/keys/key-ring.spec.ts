import fc from 'fast-check';
import type { PrivateSigningKey } from '@nat/session';
import { isOver, type KeyRing, needsNextKey, renewed, signingKey } from './key-ring';

const hour = 3_600_000;
const day = 24 * hour;
const minute = 60_000;
const key = (kid: string): PrivateSigningKey => ({
  kty: 'EC',
  crv: 'P-256',
  alg: 'ES256',
  use: 'sig',
  kid,
  x: kid,
  y: kid,
  d: kid,
});
const ringOf = (...keys: [kid: string, notBefore: number][]): KeyRing => ({
  keys: keys.map(([kid, notBefore]) => ({ ...key(kid), notBefore })),
});

it('signs with the newest key whose time has come', () => {
  const ring = ringOf(['b', day], ['a', 0], ['c', 2 * day]);
  expect([0, day - 1, day, 3 * day].map(now => signingKey(ring, now).kid)).toEqual(['a', 'a', 'b', 'c']);
});

it('signs also when the clock says that no key’s time has come', () => {
  expect(signingKey(ringOf(['a', day]), 0).kid).toBe('a');
});

it('asks for the next key a day before the 90 of the last one are over, and for one only', () => {
  const ring = ringOf(['a', 0]);
  expect([needsNextKey(ring, 89 * day - 1), needsNextKey(ring, 89 * day)]).toEqual([false, true]);
  const next = renewed(ring, 89 * day, key('b'));
  expect(next.keys.map(({ kid, notBefore }) => [kid, notBefore])).toEqual([
    ['a', 0],
    ['b', 90 * day],
  ]);
  expect(needsNextKey(next, 90 * day)).toBe(false);
});

it('keeps a key until the last token that any process signed with it has ended, and 10 minutes more', () => {
  const ring = ringOf(['a', 0], ['b', day]);
  const end = day + 30 * minute;
  expect([isOver(ring.keys[0]!, ring, end - 1), isOver(ring.keys[0]!, ring, end)]).toEqual([false, true]);
  expect(renewed(ring, end).keys.map(({ kid }) => kid)).toEqual(['b']);
});

it('never lets go of the newest key, however old', () => {
  expect(renewed(ringOf(['a', 0]), 1_000 * day).keys.map(({ kid }) => kid)).toEqual(['a']);
});

it('over years of renewals at any moments: whoever signs was published a day before, and vouches for all it signed', () => {
  const gaps = fc.array(fc.integer({ min: minute, max: 40 * day }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(gaps, waits => {
      let [ring, now, made] = [ringOf(['k0', 0]), 0, 0];
      const publishedAt = new Map([['k0', -day]]);
      for (const wait of waits) {
        now += wait;
        const due = needsNextKey(ring, now);
        const signedWith = signingKey(ring, now).kid;
        ring = renewed(ring, now, due ? key(`k${++made}`) : undefined);
        if (due) publishedAt.set(`k${made}`, now);
        expect(ring.keys.length).toBeLessThanOrEqual(3);
        const signer = signingKey(ring, now);
        expect(signer.kid).toBe(signedWith);
        expect(signer.notBefore - publishedAt.get(signer.kid)!).toBeGreaterThanOrEqual(day);
      }
    }),
  );
});
