import fc from 'fast-check';
import { base32, SeededRng, SystemRng } from './rng';

describe('base32', () => {
  it('gives one text for each value of equal length, in their order', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.uint8Array({ minLength: 20, maxLength: 20 }), (a, b) => {
        expect(base32(a)).toMatch(/^[0-9a-z]{32}$/);
        expect(Math.sign(base32(a).localeCompare(base32(b), 'en'))).toBe(Math.sign(Buffer.compare(a, b)));
      }),
    );
  });

  it('leaves out the letters that are mistaken for digits', () => {
    const every = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(base32(every)).not.toMatch(/[ilou]/);
  });
});

describe('Rng', () => {
  it('repeats itself from the same seed', () => {
    const [first, second] = [new SeededRng(7), new SeededRng(7)];
    expect(Array.from({ length: 5 }, () => first.id('qry'))).toEqual(Array.from({ length: 5 }, () => second.id('qry')));
  });

  it('draws evenly from zero to one', () => {
    const rng = new SeededRng(1);
    const draws = Array.from({ length: 10_000 }, () => rng.next());
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(0.5, 1);
  });

  it('makes identifiers of the documented form', () => {
    expect(new SystemRng().id('cnv')).toMatch(/^cnv_[0-9a-z]{32}$/);
    expect(new SystemRng().timedId('act', 1)).toMatch(/^act_[0-9a-z]{38}$/);
    expect(new SystemRng().uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('makes ids that sort as the instants they were made at', () => {
    const instants = [0, 1, 31, 32, 1_023, 1_763_632_800_000, 1_763_632_800_001, 2 ** 47];
    const ids = instants.map(now => new SystemRng().timedId('act', now));
    expect(ids.toSorted()).toEqual(ids);
  });
});
