import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { servedTypes } from '../engine/served-types';
import type { Nation, NationRecord } from '../engine/records';
import { expectedAnswers } from '../fixtures';
import { NOW } from '../test-support/sign-in';
import { seedDemoNation } from './demo-nation';
import { seedNations } from './nations';

const seeded = seedDemoNation(1, Date.parse(NOW));
const rows = (type: string): readonly NationRecord[] => seeded.nation.table(type).rows;
const count = (type: string, test: (row: NationRecord) => boolean): number => rows(type).filter(test).length;

function hashOf(nations: ReadonlyMap<string, Nation>): string {
  const hash = createHash('sha256');
  for (const nation of nations.values()) {
    for (const type of nation.types()) hash.update(JSON.stringify(nation.table(type).rows));
    hash.update(JSON.stringify(nation.table('list_places').rows));
  }
  return hash.digest('hex');
}

describe('the demo nation', () => {
  it('is the same for the same seed and time, and another for another', () => {
    const now = Date.parse(NOW);
    expect(hashOf(seedNations(1, now))).toBe(hashOf(seedNations(1, now)));
    expect(hashOf(seedNations(2, now))).not.toBe(hashOf(seedNations(1, now)));
    expect(hashOf(seedNations(1, now + 86_400_000))).not.toBe(hashOf(seedNations(1, now)));
  });

  it('keeps its ids when only the time moves', () => {
    const later = seedDemoNation(1, Date.parse(NOW) + 40 * 86_400_000);
    for (const type of seeded.nation.types()) {
      expect(later.nation.table(type).rows.map(row => row.id)).toEqual(rows(type).map(row => row.id));
    }
    expect(later.nation.table('signups').rows.map(row => row.full_name)).toEqual(rows('signups').map(row => row.full_name));
  });

  it('has the numbers that were agreed', () => {
    const sizes = Object.fromEntries(seeded.nation.types().map(type => [type, rows(type).length]));
    expect(sizes).toMatchObject({
      signups: 2500,
      donations: 1800,
      pledges: 120,
      donation_tracking_codes: 12,
      events: 40,
      event_rsvps: 1150,
      signup_tags: 85,
      signup_taggings: 6200,
      lists: 18,
      contacts: 3400,
      paths: 4,
      path_steps: 19,
      path_journeys: 420,
      memberships: 380,
      membership_types: 5,
      surveys: 4,
      survey_questions: 16,
      survey_question_possible_responses: 44,
      survey_question_responses: 2100,
      petitions: 5,
      petition_signatures: 1300,
      pages: 110,
      sites: 2,
      custom_fields: 14,
    });
    const state = (status: string) => count('donations', one => one.status === status);
    expect(['succeeded', 'pending', 'failed', 'canceled'].map(state)).toEqual([1620, 90, 54, 36]);
    expect(count('donations', one => Number(one.amount_in_cents) > 100_000)).toBe(5);
    expect(count('donations', one => one.amount_in_cents === 10_000)).toBe(3);
    expect(count('donations', one => one.amount_in_cents === 1)).toBe(2);
    expect(count('donations', one => one.donation_tracking_code_id === undefined)).toBe(60);
    expect(count('signups', one => one.is_donor === true)).toBe(640);
    expect(count('signups', one => one.email === undefined)).toBe(300);
    expect(count('signups', one => one.last_contacted_at === undefined)).toBe(400);
    expect(count('signups', one => one.signup_type === 1)).toBe(120);
    expect(count('signups', one => one.is_possible_duplicate === true)).toBe(9);
    expect(count('event_rsvps', one => one.canceled === true)).toBe(70);
    expect(count('signup_tags', one => one.taggings_count === 0)).toBe(1);
  });

  it('names a record that exists with every foreign key', () => {
    for (const type of servedTypes.values()) {
      for (const relationship of type.relationships.values()) {
        if (relationship.kind !== 'one' || !servedTypes.has(relationship.type)) continue;
        const targets = seeded.nation.table(relationship.type);
        const dangling = rows(type.type).filter(row => {
          const key = row[relationship.key];
          return typeof key === 'string' && !targets.find(key);
        });
        expect({ type: type.type, key: relationship.key, dangling: dangling.map(row => row.id) }).toMatchObject({ dangling: [] });
      }
    }
  });

  it('stores only values of the kinds that its catalog says', () => {
    const kinds: Record<string, (value: unknown) => boolean> = {
      integer: Number.isInteger,
      flag: value => typeof value === 'boolean',
      object: value => typeof value === 'object',
    };
    for (const type of servedTypes.values()) {
      for (const { name, kind, choices, isOpen } of type.readable) {
        const fits =
          kinds[kind] ?? (value => typeof value === 'string' && (kind !== 'choice' || isOpen || choices?.includes(value) === true));
        const wrong = rows(type.type).filter(row => row[name] !== undefined && row[name] !== null && !fits(row[name]));
        expect({ type: type.type, name, wrong: wrong.map(row => row[name]) }).toMatchObject({ wrong: [] });
      }
    }
  });

  it('has counters that agree with the records, but for the one list that lies by 3', () => {
    for (const tag of rows('signup_tags')) {
      expect(tag.taggings_count).toBe(seeded.nation.table('signup_taggings').where('tag_id', tag.id).length);
    }
    for (const event of rows('events')) {
      const coming = seeded.nation.table('event_rsvps').where('event_id', event.id);
      expect(event.attending_count).toBe(coming.filter(rsvp => rsvp.canceled !== true).length);
    }
    for (const person of rows('signups')) {
      const gifts = seeded.nation.table('donations').where('signup_id', person.id);
      const received = gifts.filter(gift => gift.status === 'succeeded');
      expect(person.donations_count ?? 0).toBe(received.length);
      expect(person.donations_amount_in_cents ?? 0).toBe(received.reduce((sum, gift) => sum + Number(gift.amount_in_cents), 0));
      const lastContact = seeded.nation.table('contacts').where('signup_id', person.id).at(-1);
      expect(person.last_contacted_at).toBe(lastContact?.created_at);
    }
    const off = rows('lists').map(list => Number(list.signups_count) - (seeded.nation.members(list.id).length));
    expect(off.filter(difference => difference !== 0)).toEqual([3]);
    const pledges = seeded.nation.table('pledges').rows.filter(pledge => pledge.amount_left_in_cents !== pledge.amount_in_cents);
    expect(pledges).toHaveLength(40);
    for (const pledge of pledges) {
      const [paid] = seeded.nation.table('donations').where('pledge_id', pledge.id);
      expect(Number(pledge.amount_in_cents) - Number(pledge.amount_left_in_cents)).toBe(paid?.amount_in_cents);
    }
  });

  it('holds 24 hostile texts, each with a canary found nowhere else', () => {
    expect(seeded.hostileTexts).toHaveLength(24);
    const everything = seeded.nation.types().flatMap(type => rows(type).map(row => JSON.stringify(row)));
    for (const { type, id, attribute, canary } of seeded.hostileTexts) {
      expect(JSON.stringify(seeded.nation.table(type).find(id)?.[attribute])).toContain(canary);
      // The name is part of the full name too.
      expect(everything.filter(text => text.includes(canary))).toHaveLength(1);
    }
  });

  it('has two Sarah Chens, three John Smiths and both spellings of Zoë', () => {
    const names = rows('signups').map(person => person.full_name);
    const of = (name: string) => names.filter(one => one === name).length;
    expect([of('Sarah Chen'), of('John Smith') + of('John Quincy Smith'), of('Jon Smith')]).toEqual([2, 3, 1]);
    expect([of('Zo\u00eb Keller'), of('Zoe\u0308 Keller')]).toEqual([1, 1]);
  });

  it('has gifts above $100 in the last month at whatever time it is seeded, and one each from their donors', () => {
    const times = fc.date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2029-12-31T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 50 }), (now, seed) => {
        const answers = expectedAnswers(seed, now.toISOString());
        expect(answers.giftsLastMonth.count).toBe(48);
        expect(answers.donorsOver100LastMonth).toHaveLength(14);
        expect(answers.upcomingEvents).toBe(12);
        expect(answers.springRally.attended).toBe(156);
        expect(answers.membershipsEndingIn30Days).toBe(30);
        expect(answers.volunteersInAustin).toBeGreaterThan(20);
      }),
      { numRuns: 8 },
    );
  });

  it('has nothing that happens after the time it was seeded for, except what is to come', () => {
    const now = Date.parse(NOW);
    const late = seeded.nation
      .types()
      .flatMap(type => rows(type).map(row => row.created_at))
      .filter(time => typeof time === 'string' && Date.parse(time) > now);
    expect(late).toEqual([]);
  });
});
