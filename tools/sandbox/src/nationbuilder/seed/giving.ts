import { textOf } from '../engine/records';
import { toNationTime } from '../engine/nation-time';
import { formatAmount } from '../rules/derived-texts';
import { slugify } from '../rules/slugs';
import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import type { People } from './people';
import { Random } from './random';

const STATES = [
  ['succeeded', 1620],
  ['pending', 90],
  ['failed', 54],
  ['canceled', 36],
] as const;
const DONORS = 640;
const LAST_MONTH_GIFTS = 48;
const WITHOUT_TRACKING_CODE = 60;

/** Gifts of ordinary size, in cents. None is $100.00, one cent, or above $1,000: those are placed on purpose. */
const USUAL = [500, 1000, 1500, 2000, 2500, 3500, 5000, 7500, 9900] as const;
const LARGE = [10_001, 12_000, 15_000, 20_000, 25_000, 37_500, 50_000, 100_000] as const;
const ABOVE_1000 = [100_001, 125_000, 150_000, 250_000, 500_000] as const;

const TRACKING_CODES =
  'Website|Spring appeal|Fall appeal|Gala|Phone bank|House parties|Monthly|Mail|Text|Merch|Events|Major gifts'.split('|');

/** Amount in cents, and whether the gift falls into the last calendar month. */
type Gift = readonly [amount: number, lastMonth: boolean];

/**
 * The succeeded gifts. Last month has 14 above $100 (one of them above $1,000), one of exactly $100.00 and one of a cent.
 */
function planGifts(random: Random): Gift[] {
  const usual = (count: number, lastMonth: boolean): Gift[] =>
    Array.from({ length: count }, () => [random.pick(USUAL), lastMonth]);
  const large = (count: number, lastMonth: boolean): Gift[] =>
    Array.from({ length: count }, () => [random.pick(LARGE), lastMonth]);
  const special = [...ABOVE_1000, 10_000, 10_000, 10_000, 1, 1];
  const specialLastMonth = new Set([0, 5, 8]);
  const placed = special.map((amount, index): Gift => [amount, specialLastMonth.has(index)]);
  const lastMonth = [...large(13, true), ...usual(LAST_MONTH_GIFTS - 13 - specialLastMonth.size, true)];
  const total = STATES[0][1];
  const largeElsewhere = large(150, false);
  const rest = usual(total - placed.length - lastMonth.length - largeElsewhere.length, false);
  return [...placed, ...lastMonth, ...largeElsewhere, ...rest];
}

export interface Giving {
  readonly donations: Draft[];
  readonly trackingCodes: Draft[];
  readonly pledges: Draft[];
}

/** Donations and tracking codes. A donor gives at most once in the last month: "gave over $100" and "gave over $100 in all" agree. */
export function makeGiving(seed: number, calendar: Calendar, people: People): Giving {
  const random = new Random(seed, 'giving');
  const codeId = idSequence(10);
  const trackingCodes = TRACKING_CODES.map(name => stamped(calendar, random, { id: codeId(), name, slug: slugify(name) }));
  const named = ['sarahChenAustin', 'johnSmith1'].map(mark => people.marks.get(mark)).filter(person => person !== undefined);
  const donors = random.shuffled([...named, ...random.sample(people.ordinary.filter(isPlain), DONORS - named.length)]);
  const drafts = [...succeeded(random, calendar, donors), ...others(random, calendar, people)];
  drafts.sort((a, b) => a.at - b.at);
  const nextId = idSequence(5000);
  const donations = drafts.map(draft => donation(nextId(), draft));
  const withoutCode = new Set(random.sample(donations, WITHOUT_TRACKING_CODE));
  for (const one of donations) if (!withoutCode.has(one)) one.donation_tracking_code_id = random.pick(trackingCodes).id;
  const pledges = makePledges(random, calendar, people, trackingCodes, donations);
  payInFull(new Random(seed, 'paid pledges'), pledges, donations);
  return { donations, trackingCodes, pledges };
}

const isPlain = (person: Draft): boolean => person.first_name !== undefined && person.last_name !== undefined;

interface GiftDraft {
  readonly person: Draft;
  readonly cents: number;
  readonly at: number;
  readonly status: (typeof STATES)[number][0];
}

function succeeded(random: Random, calendar: Calendar, donors: readonly Draft[]): GiftDraft[] {
  const lastMonthDonors = donors.slice(0, LAST_MONTH_GIFTS);
  let lastMonthIndex = 0;
  let index = 0;
  return planGifts(random).map(([cents, lastMonth]) => {
    if (lastMonth) {
      const person = lastMonthDonors[lastMonthIndex++] as Draft;
      return { person, cents, at: calendar.inLastMonth(random), status: 'succeeded' };
    }
    // Every donor gives once before anyone gives again.
    const turn = LAST_MONTH_GIFTS + index;
    const person = turn < donors.length ? (donors[turn] as Draft) : random.pick(donors);
    index += 1;
    return { person, cents, at: calendar.outsideLastMonth(random), status: 'succeeded' };
  });
}

function others(random: Random, calendar: Calendar, people: People): GiftDraft[] {
  const pool = people.ordinary.filter(isPlain);
  return STATES.slice(1).flatMap(([status, count]) =>
    Array.from({ length: count }, () => ({
      person: random.pick(pool),
      cents: random.pick([...USUAL, ...LARGE]),
      at: status === 'pending' ? calendar.daysAgo(random.int(0, 20), random) : calendar.outsideLastMonth(random),
      status,
    })),
  );
}

function donation(id: string, { person, cents, at, status }: GiftDraft): Draft {
  const time = toNationTime(at);
  return {
    id,
    signup_id: person.id,
    first_name: person.first_name,
    last_name: person.last_name,
    email: person.email,
    employer: person.employer,
    occupation: person.occupation,
    amount_in_cents: cents,
    amount: formatAmount(cents),
    payment_type_name: cents > 50_000 ? 'Check' : 'Credit Card',
    status,
    [`${status}_at`]: time,
    created_at: time,
    updated_at: time,
    billing_address: person.primary_address,
  };
}

const PLEDGES = 120;
const PART_PAID = 40;
const PAID = 12;

/** Promises. A part-paid one has the donation that paid the part. */
function makePledges(
  random: Random,
  calendar: Calendar,
  people: People,
  codes: readonly Draft[],
  donations: readonly Draft[],
): Draft[] {
  const nextId = idSequence(900);
  const paying = random.sample(
    donations.filter(one => one.status === 'succeeded'),
    PART_PAID,
  );
  const promising = random.sample(people.ordinary.filter(isPlain), PLEDGES - PART_PAID);
  const pledge = (signup_id: Draft['signup_id'], paid: number): Draft => {
    const left = random.pick(LARGE);
    return stamped(calendar, random, {
      id: nextId(),
      signup_id,
      amount_in_cents: paid + left,
      amount: formatAmount(paid + left),
      amount_left_in_cents: left,
      donation_tracking_code_id: random.pick(codes).id,
    });
  };
  const partPaid = paying.map(donation => {
    const made = pledge(donation.signup_id, Number(donation.amount_in_cents));
    donation.pledge_id = made.id;
    return made;
  });
  return [...partPaid, ...promising.map(person => pledge(person.id, 0))];
}

/** Gives the last promises to people who have kept them: a gift of just that amount is theirs. */
function payInFull(random: Random, pledges: readonly Draft[], donations: readonly Draft[]): void {
  const free = donations.filter(
    one => one.status === 'succeeded' && one.pledge_id === undefined && Number(one.amount_in_cents) >= 1000,
  );
  const gifts = random.sample(free, PAID);
  for (const [index, pledge] of pledges.slice(-PAID).entries()) {
    const gift = gifts[index] as Draft;
    gift.pledge_id = pledge.id;
    const { signup_id, amount_in_cents, amount } = gift;
    Object.assign(pledge, { signup_id, amount_in_cents, amount, amount_left_in_cents: 0 });
  }
}

/** Adds creation and update times. */
export function stamped(calendar: Calendar, random: Random, draft: Draft): Draft {
  const time = calendar.timeDaysAgo(random.int(30, 900), random);
  return { ...draft, created_at: time, updated_at: time };
}

/** Sums, counts and dates of giving on the people themselves. Only succeeded gifts count. */
export function deriveGiving(people: readonly Draft[], { donations, pledges }: Giving): void {
  const byId = new Map(people.map(person => [person.id, person]));
  const inOrder = donations
    .filter(one => one.status === 'succeeded')
    .toSorted((a, b) => Date.parse(textOf(a.succeeded_at)) - Date.parse(textOf(b.succeeded_at)));
  for (const { signup_id, amount_in_cents, succeeded_at } of inOrder) {
    const person = byId.get(textOf(signup_id));
    if (!person) continue;
    person.is_donor = true;
    person.donations_count = Number(person.donations_count ?? 0) + 1;
    person.donations_amount_in_cents = Number(person.donations_amount_in_cents ?? 0) + Number(amount_in_cents);
    person.first_donated_at ??= succeeded_at;
    person.last_donated_at = succeeded_at;
  }
  for (const { signup_id, amount_in_cents } of pledges) {
    const person = byId.get(textOf(signup_id));
    if (person)
      person.donations_pledged_amount_in_cents = Number(person.donations_pledged_amount_in_cents ?? 0) + Number(amount_in_cents);
  }
}
