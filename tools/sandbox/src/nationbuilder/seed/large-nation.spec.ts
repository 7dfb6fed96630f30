import { textOf } from '../engine/records';
import { NOW } from '../test-support/sign-in';
import { seedLargeNation } from './large-nation';

const now = Date.parse(NOW);
const nation = seedLargeNation(1, now, 2000);
const gifts = nation.table('donations').rows;

describe('the large nation', () => {
  it('has as many people as it was asked for, a tenth of them donors of more than $100', () => {
    expect(nation.table('signups').rows).toHaveLength(2000);
    const large = gifts.filter(gift => Number(gift.amount_in_cents) > 10_000);
    expect(large).toHaveLength(200);
    expect(new Set(large.map(gift => gift.signup_id)).size).toBe(200);
    expect(gifts.length).toBeGreaterThan(large.length);
    expect(gifts.filter(gift => Date.parse(textOf(gift.succeeded_at)) > now)).toEqual([]);
  });

  it('has counters of people that agree with their gifts', () => {
    for (const person of nation.table('signups').rows) {
      const theirs = nation.table('donations').where('signup_id', person.id);
      expect([person.is_donor, person.donations_count ?? 0]).toEqual([theirs.length > 0, theirs.length]);
      expect(person.last_donated_at).toBe(theirs[0]?.succeeded_at);
    }
  });

  it('is the same for the same seed, and lets its administrator in', () => {
    expect(seedLargeNation(1, now, 2000).table('signups').rows).toEqual(nation.table('signups').rows);
    expect(seedLargeNation(2, now, 2000).table('donations').rows).not.toEqual(gifts);
    expect(nation.table('signups').find(nation.users.get('ada') ?? '')).toMatchObject({ full_name: 'Ada Admin', is_cpu: true });
  });
});
