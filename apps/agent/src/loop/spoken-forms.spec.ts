import fc from 'fast-check';
import { dateForms, numberForms, timeForms } from './spoken-forms';

/** Reads a number as people write it. */
function numberOf(form: string): number {
  expect(form).toMatch(/^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:e[+-]\d+)?$/);
  return Number(form.replaceAll(',', ''));
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Reads a day as people write it: month and day, and the year where there is one. */
function dayOf(form: string): { year?: number; month: number; day: number } {
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(form);
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) };
  const american = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?$/.exec(form);
  if (american) {
    const [, month, day, year] = american.map(Number) as [number, number, number, number];
    return { ...(Number.isNaN(year) ? {} : { year }), month, day };
  }
  const [, word] = /([a-z]{3,})/.exec(form.replace(/\d+(?:st|nd|rd|th)/, '').replace(' of ', ' '))!;
  const [, day] = /(\d+)/.exec(form)!;
  return { month: monthNames.indexOf(word!.slice(0, 3)) + 1, day: Number(day) };
}

/** Reads a time as people write it, in minutes of the day. */
function minutesOf(form: string): number {
  if (form === 'noon') return 12 * 60;
  if (form === 'midnight') return 0;
  const [, hours, minutes = '0', half] = /^(\d{1,2})(?::(\d\d))? ?(am|a\.m\.|pm|p\.m\.)?$/.exec(form)!;
  const given = Number(hours);
  const shift = half === undefined || given < 12 ? 0 : -12;
  return (given + shift + (half?.startsWith('p') ? 12 : 0)) * 60 + Number(minutes);
}

describe('numbers', () => {
  it('every way to write one reads back as it', () => {
    const number = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(number, value => {
        const forms = numberForms('guests_count', value);
        expect(forms.length).toBeGreaterThan(0);
        for (const form of forms) expect(numberOf(form) === value).toBe(true);
      }),
    );
  });

  it('every way to write an amount reads back as its cents', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(2_000_000), fc.maxSafeNat()), cents => {
        for (const form of numberForms('amount_in_cents', cents)) {
          const [dollars, rest = '00'] = form.replaceAll(',', '').split('.');
          expect(BigInt(dollars!) * 100n + BigInt(rest)).toBe(BigInt(cents));
        }
      }),
    );
  });

  it.each([
    ['amount_in_cents', 250_000, ['2500', '2,500', '2500.00', '2,500.00']],
    ['amount_in_cents', 2_550, ['25.50', '25.50']],
    ['amount_in_cents', 5, ['0.05', '0.05']],
    ['amount_in_cents', 0, ['0', '0', '0.00', '0.00']],
    ['amount_in_cents', 12.5, []],
    ['amount_in_cents', -500, []],
    ['guests_count', 1_250, ['1250', '1,250']],
    ['support', 1.23456, ['1.23456']],
  ])('%s of %s is %j', (name, value, forms) => {
    expect(numberForms(name, value)).toEqual(forms);
  });
});

describe('days', () => {
  const date = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });

  it('every way to write one reads back as it, and in its year where that is written', () => {
    fc.assert(
      fc.property(date, fc.constantFrom('', 'T15:00', 'T00:30:00', 'T09:15:00Z'), (instant, time) => {
        const text = instant.toISOString().slice(0, 10);
        const [year, month, day] = text.split('-').map(Number);
        const forms = dateForms(text + time);
        expect(forms.length).toBeGreaterThan(10);
        for (const form of forms) {
          const read = dayOf(form);
          expect({ year, ...read }).toEqual({ year, month, day });
          if (read.year !== undefined) expect(read.year).toBe(year);
        }
      }),
    );
  });

  it.each(['', 'June 15', '2026-13-01', '2026-6-1', '12026-06-15', '2026-06-15x', 'x2026-06-15', '2026-06-15 15:00'])(
    '%j is none',
    text => {
      expect(dateForms(text)).toEqual([]);
    },
  );

  it.each([
    ['2026-06-01', '1st of june'],
    ['2026-06-02', 'june 2nd'],
    ['2026-06-03', '3rd jun'],
    ['2026-06-11', 'june 11th'],
    ['2026-06-12', 'june 12th'],
    ['2026-06-13', '13th of june'],
    ['2026-06-21', 'june 21st'],
    ['2026-06-30', '6/30'],
  ])('%s is also written %s', (text, form) => {
    expect(dateForms(text)).toContain(form);
  });
});

describe('times', () => {
  it('every way to write one reads back as it', () => {
    fc.assert(
      fc.property(fc.nat(23), fc.nat(59), fc.constantFrom('', ':00', ':00.000'), (hours, minutes, rest) => {
        const two = (value: number) => String(value).padStart(2, '0');
        const forms = timeForms(`2026-06-15T${two(hours)}:${two(minutes)}${rest}`)!;
        expect(forms.length).toBeGreaterThan(0);
        for (const form of forms) expect(minutesOf(form)).toBe(hours * 60 + minutes);
      }),
    );
  });

  it('a day has none, and an instant of another clock none that people would say', () => {
    expect(timeForms('2026-06-15')).toBeUndefined();
    expect(timeForms('Volunteer')).toBeUndefined();
    for (const offset of ['Z', '-05:00', '+0200']) expect(timeForms(`2026-06-15T15:00:00${offset}`)).toEqual([]);
    expect(timeForms('2026-06-15T24:00')).toEqual([]);
  });

  it('an hour of the morning is not written like one of the night', () => {
    expect(timeForms('2026-06-15T03:00')).not.toContain('03:00');
    expect(timeForms('2026-06-15T12:30')).not.toContain('12:30');
    expect(timeForms('2026-06-15T00:30')).toContain('00:30');
    expect(timeForms('2026-06-15T15:00')).toEqual(expect.arrayContaining(['15:00', '3 pm', '3pm', '3:00 p.m.']));
  });
});
