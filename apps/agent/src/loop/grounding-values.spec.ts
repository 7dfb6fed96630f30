import { asked } from '../../test/grounds';

describe('a number', () => {
  const gift = (amount: number) => ({ signup_id: '110', amount_in_cents: amount });
  it.each([
    ['$50 from Sarah Chen', 5_000, true],
    ['50.00 from Sarah Chen', 5_000, true],
    ['$1,250 from Sarah Chen', 125_000, true],
    ['$1,250.50 from Sarah Chen', 125_050, true],
    ['$12.50 from Sarah Chen', 5_000, false],
    ['$1,250 from Sarah Chen', 25_000, false],
    ['$250,000 from Sarah Chen', 25_000, false],
    ['$50k from Sarah Chen', 5_000, false],
    ['$50 from Sarah Chen', 50, false],
    ['5000 from Sarah Chen', 5_000, false],
    ['fifty from Sarah Chen', 5_000, false],
  ])('%s is %s cents: %s', (message, amount, grounded) => {
    expect(asked(message, gift(amount))).toBe(grounded);
  });
});

describe('a day', () => {
  const until = (expires_on: string) => ({ signup_id: '110', expires_on });
  it.each([
    ['Sarah Chen until June 15', '2026-06-15', true],
    ['Sarah Chen until the 15th of June', '2026-06-15', true],
    ['Sarah Chen until 6/15', '2027-06-15', true],
    ['Sarah Chen until 6/15/2027', '2027-06-15', true],
    ['Sarah Chen until 2027-06-15', '2027-06-15', true],
    ['Sarah Chen until June 15, 2027', '2027-06-15', true],
    ['Sarah Chen until 6/15/2027', '2026-06-15', false],
    ['Sarah Chen until June 15, 2027', '2026-06-15', false],
    ['Sarah Chen until June 15,2027', '2026-06-15', false],
    ['Sarah Chen until June 15', '2036-06-15', false],
    ['Sarah Chen until June 15', '2016-06-15', false],
    ['Sarah Chen until June 5', '2026-06-15', false],
    ['Sarah Chen until June 150', '2026-06-15', false],
    ['Sarah Chen until 16/15', '2026-06-15', false],
    ['Sarah Chen until next week', '2026-06-15', false],
  ])('%s is %s: %s', (message, day, grounded) => {
    expect(asked(message, until(day))).toBe(grounded);
  });

  const at = (start_at: string) => ({ id: '110', start_at });
  it.each([
    ['Move Sarah Chen to July 4 at 3pm', '2026-07-04T15:00', true],
    ['Move Sarah Chen to July 4, 3:30 p.m.', '2026-07-04T15:30:00', true],
    ['Move Sarah Chen to July 4 at noon', '2026-07-04T12:00', true],
    ['Move Sarah Chen to July 4 at 15:00', '2026-07-04T15:00', true],
    ['Move Sarah Chen to July 4 at 3pm', '2026-07-04T03:00', false],
    ['Move Sarah Chen to July 4 at 13pm', '2026-07-04T15:00', false],
    ['Move Sarah Chen to July 4 at 3:30 pm', '2026-07-04T15:00', false],
    ['Move Sarah Chen to July 4', '2026-07-04T15:00', false],
    ['Move Sarah Chen to July 4 at 3pm', '2026-07-04T15:00:00-09:00', false],
    ['Move Sarah Chen to July 4 at 3pm', '2026-07-04T15:00:00Z', false],
  ])('%s is %s: %s', (message, instant, grounded) => {
    expect(asked(message, at(instant))).toBe(grounded);
  });
});

describe('a flag, a choice, an empty value', () => {
  it('a flag has to be said only where strangers’ words were read', () => {
    const input = { id: '110', is_volunteer: true };
    expect(asked('Sarah Chen helps us', input)).toBe(true);
    expect(asked('Sarah Chen helps us', input, { tainted: true })).toBe(false);
    expect(asked('Make Sarah Chen a volunteer', input, { tainted: true })).toBe(true);
    expect(asked('Make Sarah Chen a volunteer', { id: '110', status: true }, { tainted: true })).toBe(false);
  });

  it.each([
    ['Do not call Sarah Chen', true],
    ['Add a note: the donor called Sarah Chen', false],
    ['Recall that Sarah Chen does nothing', false],
  ])('a flag by words of its own: %s', (message, grounded) => {
    expect(asked(message, { id: '110', do_not_call: true }, { tainted: true })).toBe(grounded);
  });

  it.each([
    ['Sarah Chen can do the hosting', true],
    ['Sarah Chen cannot do the hosting', false],
    ['Sarah Chen can do the ghosting', false],
  ])('a flag by words as they are bent: %s', (message, grounded) => {
    expect(asked(message, { id: '110', can_host: true }, { tainted: true })).toBe(grounded);
  });

  it('a choice has to be said only where strangers’ words were read', () => {
    const input = { signup_id: '110', contact_method: 'phone_call' };
    expect(asked('I talked to Sarah Chen', input)).toBe(true);
    expect(asked('I talked to Sarah Chen', input, { tainted: true })).toBe(false);
    expect(asked('I had a phone call with Sarah Chen', input, { tainted: true })).toBe(true);
    expect(asked('I talked to Sarah Chen', { signup_id: '110', method: 'phone_call' })).toBe(false);
  });

  it('what is emptied has to be named', () => {
    const input = { id: '110', employer: null };
    expect(asked('Who is Sarah Chen?', input)).toBe(false);
    expect(asked('Clear the employer of Sarah Chen', input)).toBe(true);
  });
});
