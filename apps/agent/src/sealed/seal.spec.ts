import fc from 'fast-check';
import { seal, SealBroken, sealOverhead, unseal } from './seal';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const key = fc.record({ id: bytes(8), bytes: bytes(32) });
const content = fc.uint8Array({ maxLength: 400 });

it('opens in its place what was sealed for it, and is longer by a fixed number of bytes', () => {
  fc.assert(
    fc.property(content, key, fc.string(), bytes(12), (plain, withKey, place, iv) => {
      const sealed = seal(plain, withKey, place, iv);
      expect(sealed).toHaveLength(plain.length + sealOverhead);
      expect([...unseal(sealed, withKey, place)!]).toEqual([...plain]);
    }),
  );
});

it('opens nowhere else', () => {
  fc.assert(
    fc.property(content, key, fc.string(), fc.string(), bytes(12), (plain, withKey, place, other, iv) => {
      fc.pre(place !== other);
      expect(() => unseal(seal(plain, withKey, place, iv), withKey, other)).toThrow(SealBroken);
    }),
  );
});

it('never opens to anything when one bit was changed or the end is missing', () => {
  fc.assert(
    fc.property(content, key, bytes(12), fc.nat(), fc.nat(7), (plain, withKey, iv, at, bit) => {
      const sealed = seal(plain, withKey, 'place', iv);
      const changed = Uint8Array.from(sealed);
      changed[at % changed.length]! ^= 1 << bit;
      for (const damaged of [changed, sealed.slice(0, at % sealed.length)])
        expect(outcomeOf(() => unseal(damaged, withKey, 'place'))).toBe('nothing');
    }),
  );
});

it('knows what was sealed under another key without trying it', () => {
  const [one, other] = [1, 2].map(fill => ({ id: new Uint8Array(8).fill(fill), bytes: new Uint8Array(32).fill(fill) }));
  expect(unseal(seal(new Uint8Array(3), one!, 'place', new Uint8Array(12)), other!, 'place')).toBeUndefined();
});

function outcomeOf(open: () => Uint8Array | undefined): string {
  try {
    return open() === undefined ? 'nothing' : 'opened';
  } catch (error) {
    return error instanceof SealBroken ? 'nothing' : String(error);
  }
}
