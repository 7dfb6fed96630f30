import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type Nation, type NationRecord, listPlaces, textOf } from '../engine/records';
import { expectedAnswers } from '../fixtures/expected-answers';
import { NOW } from '../test-support/sign-in';
import { seedDemoNation } from './demo-nation';
import { makeNations } from './nations';

const seeded = seedDemoNation(1, Date.parse(NOW));
const rows = (type: string): readonly NationRecord[] => seeded.nation.table(type).rows;
const count = (type: string, test: (row: NationRecord) => boolean): number => rows(type).filter(test).length;

function hashOf(nations: ReadonlyMap<string, Nation>): string {
  const hash = createHash('sha256');
  for (const nation of nations.values()) {
    for (const type of nation.types()) hash.update(JSON.stringify(nation.table(type).rows));
    hash.update(JSON.stringify(nation.table(listPlaces).rows));
  }
  return hash.digest('hex');
}

describe('the demo nation', () => {
  it('is the same for the same seed and time, and another for another', () => {
    const now = Date.parse(NOW);
    const hash = hashOf(makeNations(1, now));
    expect(hashOf(makeNations(1, now))).toBe(hash);
    expect(hashOf(makeNations(2, now))).not.toBe(hash);
    expect(hashOf(makeNations(1, now + 86_400_000))).not.toBe(hash);
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
      automations: 6,
      automation_enrollments: 240,
      voters: 600,
      ballots: 1400,
      elections: 5,
      precincts: 24,
      mailings: 30,
      broadcasters: 4,
      imports: 9,
      relationships: 90,
      signup_profiles: 200,
      suggestion_boxes: 2,
      suggestions: 35,
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
    const off = rows('lists').map(list => Number(list.signups_count) - seeded.nation.members(list.id).length);
    expect(off.filter(difference => difference !== 0)).toEqual([3]);
    for (const level of rows('event_ticket_levels')) {
      const sold = seeded.nation.table('event_rsvps').where('event_ticket_level_id', level.id);
      expect(level.tickets_sold).toBe(sold.reduce((sum, rsvp) => sum + Number(rsvp.tickets_count), 0));
      expect(sold.length).toBeGreaterThan(0);
    }
    for (const { id, mailings_count } of rows('broadcasters')) {
      expect(mailings_count).toBe(seeded.nation.table('mailings').where('broadcaster_id', id).length);
    }
    for (const { id, rows_successful, rows_unsuccessful, error_lines } of rows('imports')) {
      expect(rows_successful).toBe(seeded.nation.table('signups').where('import_id', id).length);
      // A hostile line stands below the errors of the import.
      expect(textOf(error_lines).split('\n')).toHaveLength(error_lines === null ? 1 : Number(rows_unsuccessful) + 1);
    }
  });

  it('has 40 pledges paid in part and 12 in full, each by a gift of its own', () => {
    const paid = (pledge: NationRecord) => Number(pledge.amount_in_cents) - Number(pledge.amount_left_in_cents);
    for (const pledge of rows('pledges')) {
      const gifts = seeded.nation.table('donations').where('pledge_id', pledge.id);
      expect(gifts.map(gift => [gift.amount_in_cents, gift.signup_id])).toEqual(
        paid(pledge) > 0 ? [[paid(pledge), pledge.signup_id]] : [],
      );
    }
    expect(count('pledges', one => paid(one) > 0 && Number(one.amount_left_in_cents) > 0)).toBe(40);
    expect(count('pledges', one => one.amount_left_in_cents === 0)).toBe(12);
  });

  it('has automations in every state, whose counters agree with the enrollments', () => {
    expect(rows('automations').map(one => one.status)).toEqual(['running', 'running', 'on_hold', 'ended', 'archived', 'drafted']);
    for (const automation of rows('automations')) {
      const enrolled = seeded.nation.table('automation_enrollments').where('automation_id', automation.id);
      const having = (property: string) => enrolled.filter(one => one[property] !== null).length;
      expect(automation).toMatchObject({
        total_enrollments_count: enrolled.length,
        completed_enrollments_count: having('completed_at'),
        removed_enrollments_count: having('excluded_at'),
        converted_enrollments_count: having('converted_at'),
      });
      expect(new Set(enrolled.map(one => one.signup_id)).size).toBe(enrolled.length);
    }
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
