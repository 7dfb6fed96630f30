import { type NationRecord, textOf } from '../engine/records';
import { NOW } from '../test-support/sign-in';
import { seedDemoNation } from './demo-nation';

const seeded = seedDemoNation(1, Date.parse(NOW));
const { nation } = seeded;
const rows = (type: string): readonly NationRecord[] => nation.table(type).rows;
const count = (test: (person: NationRecord) => boolean): number => rows('signups').filter(test).length;
const marked = (mark: string): NationRecord => nation.table('signups').find(seeded.marks.get(mark) ?? '') as NationRecord;
const ordinary = (person: NationRecord): boolean => person.signup_type !== 1;

describe('hostile texts', () => {
  it('are 24, each with a canary found nowhere else', () => {
    expect(seeded.hostileTexts).toHaveLength(24);
    const everything = nation.types().flatMap(type => rows(type).map(row => JSON.stringify(row)));
    for (const { type, id, attribute, canary } of seeded.hostileTexts) {
      expect(JSON.stringify(nation.table(type).find(id)?.[attribute])).toContain(canary);
      // The name is part of the full name too.
      expect(everything.filter(text => text.includes(canary))).toHaveLength(1);
    }
  });

  it('stand in every place where a record takes words of anybody', () => {
    const places = seeded.hostileTexts.map(({ type, attribute }) => `${type}.${attribute}`);
    expect(new Set(places)).toEqual(
      new Set([
        'signups.note',
        'signups.first_name',
        'signups.last_name',
        'signups.custom_values',
        'contacts.content',
        'donations.note',
        'petition_signatures.comment',
        'survey_question_responses.content',
        'pages.name',
        'signup_tags.name',
        'lists.name',
        'lists.description',
        'path_journeys.description',
        'suggestions.content',
        'imports.error_lines',
      ]),
    );
    const pages = seeded.hostileTexts.filter(({ type }) => type === 'pages').map(({ id }) => nation.table('pages').find(id));
    expect(pages.map(page => page?.page_type_name)).toEqual(['Event', 'Basic']);
  });
});

describe('names', () => {
  it('are two Sarah Chens, three John Smiths and a Jon, and both spellings of Zoë', () => {
    const of = (name: string) => count(person => person.full_name === name);
    expect([of('Sarah Chen'), of('John Smith') + of('John Quincy Smith'), of('Jon Smith')]).toEqual([2, 3, 1]);
    expect([of('Zo\u00eb Keller'), of('Zoe\u0308 Keller')]).toEqual([1, 1]);
  });

  it.each([
    ['lukasz', 'Łukasz'],
    ['siobhan', 'Siobhán O\u2019Brien'],
    ['mariaJose', "María-José d'Ávila Núñez"],
    ['xiaoming', '小明 王'],
    ['muhammad', 'محمد'],
    ['singleLetter', 'X Q'],
    ['null', 'Null Null'],
    ['true', 'True'],
    ['zero', '0 '],
    ['commaName', 'Smith, Jr.'],
    ['emoji', '🌻'],
    ['zeroWidth', '\u200d'],
    ['rightToLeft', '\u202e'],
    ['formulaEquals', '=HYPERLINK('],
    ['formulaOthers', '+1+1 -2'],
    ['htmlName', '<script>alert(1)</script>'],
  ])('%s holds %j', (mark, part) => {
    expect(marked(mark).full_name).toContain(part);
  });

  it('may be 200 characters long, and notes 20,000', () => {
    expect(textOf(marked('veryLong').full_name)).toHaveLength(201);
    expect(textOf(marked('longNote').note)).toHaveLength(20_000);
  });

  it('may stand beside cells, images, mentions and control characters that do harm where they are trusted', () => {
    const { employer, occupation } = marked('formulaOthers');
    expect([employer, occupation]).toEqual(['@SUM(A1:A9)', '=1+1']);
    expect(marked('markdownNote').note).toMatch(/!\[chart\]\(https:\/\/[^)]+\?q=name\)/);
    expect(marked('slackNote').note).toContain('<!channel> <@U0000001>');
    for (const character of ['\u0007', '\u001b', '\t', '\u0000']) expect(marked('controlNote').note).toContain(character);
  });
});

describe('people', () => {
  it('may be one person twice, or two people with one email', () => {
    const [a, b] = [marked('samePersonA'), marked('samePersonB')];
    const digits = (value: unknown) => String(value).replaceAll(/\D/g, '');
    expect(digits(a.phone_number)).toBe(digits(b.mobile_number));
    expect(a.email).not.toBe(b.email);
    expect(marked('sharedEmailA').email).toBe(marked('sharedEmailB').email);
    expect(textOf(marked('zoeDecomposed').email2).toLowerCase()).toBe(marked('zoeComposed').email);
    expect(count(person => person.likely_duplicate_of !== undefined)).toBe(24);
    expect(count(person => person.is_possible_duplicate === true)).toBe(9);
  });

  it('lack what is often missing', () => {
    const hasNoName = (person: NationRecord) => !person.first_name && !person.last_name;
    expect(count(person => !person.email)).toBe(300);
    expect(count(person => ordinary(person) && !person.last_name && Boolean(person.first_name))).toBe(75);
    expect(count(person => hasNoName(person) && Boolean(person.email))).toBe(25);
    expect(count(person => hasNoName(person) && !person.email)).toBe(12);
    expect(count(person => person.last_contacted_at === undefined)).toBe(400);
  });

  it('have wishes and states that must be respected, some of them as donors and on lists', () => {
    const flags = ['do_not_contact', 'do_not_call', 'email1_is_bouncing', 'is_deceased'];
    expect(flags.map(flag => count(person => person[flag] === true))).toEqual([75, 130, 50, 20]);
    expect(count(person => person.email_opt_in === false && person.unsubscribed_at !== undefined)).toBe(150);
    const onLists = new Set(rows('lists').flatMap(list => nation.members(list.id)));
    const restricted = rows('signups').filter(person => person.is_deceased === true || person.do_not_contact === true);
    expect(restricted.some(person => person.is_deceased === true && person.is_donor === true)).toBe(true);
    expect(restricted.some(person => person.is_deceased === true && onLists.has(person.id))).toBe(true);
    expect(restricted.some(person => person.do_not_contact === true && person.is_donor === true && onLists.has(person.id))).toBe(
      true,
    );
  });

  it('live in 5 states and 40 towns, as far as an address is known', () => {
    const addresses = rows('signups').flatMap(({ primary_address }) =>
      primary_address ? [primary_address as Record<string, string>] : [],
    );
    expect(new Set(addresses.map(({ state }) => state)).size).toBe(5);
    expect(new Set(addresses.map(({ city, state }) => `${city}, ${state}`)).size).toBe(40);
    expect(addresses.length + count(person => person.submitted_address !== undefined)).toBe(1900);
  });
});

describe('events', () => {
  it('are 28 past and 12 to come, in 6 zones, 3 with tickets, one full, one on a page that was taken down', () => {
    const events = rows('events');
    expect(events.filter(({ start_at }) => Date.parse(textOf(start_at)) > Date.parse(NOW))).toHaveLength(12);
    expect(new Set(events.map(({ time_zone }) => time_zone)).size).toBe(6);
    expect(events.filter(({ uses_tickets }) => uses_tickets === true)).toHaveLength(3);
    expect(events.filter(one => Number(one.capacity_count) > 0 && one.attending_count === one.capacity_count)).toHaveLength(1);
    expect(events.filter(one => nation.table('pages').find(textOf(one.page_id))?.status !== 'published')).toHaveLength(1);
  });

  it('last across a change of the clock twice', () => {
    const offset = (instant: number) =>
      new Intl.DateTimeFormat('en-US', { timeZone: 'America/Chicago', timeZoneName: 'shortOffset' })
        .format(instant)
        .split(' ')[1];
    const across = rows('events').filter(({ start_at, duration }) => {
      const start = Date.parse(textOf(start_at));
      return offset(start) !== offset(start + Number(duration) * 1000);
    });
    expect(across.map(({ start_at }) => textOf(start_at).slice(0, 10))).toEqual(['2026-03-07', '2025-11-01']);
  });
});

describe('records on the edge of a period', () => {
  // 1 May and 1 January 2026, midnight in Chicago.
  it.each([
    ['donations', 'succeeded_at', '2026-04-30T23:59:00-05:00'],
    ['donations', 'succeeded_at', '2026-05-01T00:00:00-05:00'],
    ['donations', 'succeeded_at', '2026-05-31T23:59:00-05:00'],
    ['donations', 'succeeded_at', '2026-06-01T00:00:00-05:00'],
    ['donations', 'succeeded_at', '2025-12-31T23:59:00-06:00'],
    ['donations', 'succeeded_at', '2026-01-01T00:00:00-06:00'],
    ['signups', 'created_at', '2026-04-30T23:59:00-05:00'],
    ['signups', 'created_at', '2026-06-01T00:00:00-05:00'],
    ['petition_signatures', 'created_at', '2026-05-31T23:59:00-05:00'],
    ['mailings', 'published_at', '2025-12-31T23:59:00-06:00'],
    ['mailings', 'published_at', '2026-01-01T00:00:00-06:00'],
  ])('are among the %s: %s %s', (type, attribute, time) => {
    expect(rows(type).filter(row => row[attribute] === time)).toHaveLength(1);
  });

  it('are memberships that end today, in 30 and in 31 days', () => {
    const active = rows('memberships').filter(({ status }) => status === 'active');
    const ending = (day: string) => active.filter(({ expires_on }) => expires_on === day).length;
    expect([ending('2026-06-15'), ending('2026-07-15'), ending('2026-07-16')]).toEqual([1, 1, 1]);
  });

  it('are large gifts of last month that did not arrive', () => {
    const lost = rows('donations').filter(gift => gift.status !== 'succeeded' && Number(gift.amount_in_cents) > 10_000);
    const inMay = lost.filter(gift => textOf(gift[`${textOf(gift.status)}_at`]).startsWith('2026-05'));
    expect(new Set(inMay.map(gift => gift.status))).toEqual(new Set(['failed', 'canceled', 'pending']));
  });
});
