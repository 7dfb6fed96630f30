import { toNationTime } from '../engine/nation-time';
import { Nation, type NationRecord } from '../engine/records';
import { formatAmount } from '../rules/derived-texts';
import { Random } from './random';
import { addressOf } from './traits';
import { FIRST_NAMES, LAST_NAMES, TOWNS } from './words';

const HOUR = 3_600_000;
const FIRST_ID = 1_000_000;
const TAGS = ['Volunteer', 'Newsletter', 'Major donor'];

/** Every tenth person has given more than $100, once; one in five of the others a small gift. All this year or last. */
const DONOR_EVERY = 10;
const SMALL_GIFTS = [500, 1000, 2500, 5000, 10_000] as const;
const LARGE_GIFTS = [10_001, 15_000, 25_000, 75_000] as const;

/**
 * `large`: so many people with addresses and gifts, and nothing awkward about them, for figures of time and memory. Exactly a
 * tenth of them are donors of more than $100 (10,000 of 100,000). The administrator `ada` is one of the people.
 */
export function seedLargeNation(seed: number, now: number, people: number): Nation {
  const random = new Random(seed, 'large nation');
  const signups: NationRecord[] = [];
  const donations: NationRecord[] = [];
  for (let index = 0; index < people; index += 1) {
    const gift = giftOf(random, now, index, donations.length);
    if (gift) donations.push(gift);
    signups.push({ ...personOf(random, now, index), ...givingOf(gift) });
  }
  const tags = TAGS.map((name, index) => ({ id: String(index + 1), name, taggings_count: 0 }));
  const start = new Map<string, NationRecord[]>(Object.entries({ signups, donations, signup_tags: tags }));
  return new Nation('large', 'Large Nation', start, new Map([['ada', String(FIRST_ID)]]));
}

function personOf(random: Random, now: number, index: number): NationRecord {
  const [first_name, last_name] = index === 0 ? ['Ada', 'Admin'] : [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
  const email = `person${index}@large.example`;
  const created_at = toNationTime(now - random.int(1, 40_000) * HOUR);
  const address = addressOf(random, `${random.int(1, 9899)} Main St`, random.pick(TOWNS));
  return {
    id: String(FIRST_ID + index),
    first_name,
    last_name,
    full_name: `${first_name} ${last_name}`,
    email,
    email1: email,
    is_volunteer: random.chance(0.1),
    is_cpu: index === 0,
    home_address: address,
    primary_address: address,
    created_at,
    updated_at: created_at,
  };
}

function giftOf(random: Random, now: number, index: number, made: number): NationRecord | undefined {
  const isLarge = index % DONOR_EVERY === DONOR_EVERY - 1;
  if (!isLarge && !random.chance(0.2)) return undefined;
  const amount_in_cents = random.pick<number>(isLarge ? LARGE_GIFTS : SMALL_GIFTS);
  const succeeded_at = toNationTime(now - random.int(1, 12_000) * HOUR);
  return {
    id: String(FIRST_ID + made),
    signup_id: String(FIRST_ID + index),
    amount_in_cents,
    amount: formatAmount(amount_in_cents),
    payment_type_name: 'Credit Card',
    status: 'succeeded',
    succeeded_at,
    created_at: succeeded_at,
    updated_at: succeeded_at,
  };
}

/** What the gift makes of its person. */
function givingOf(gift: NationRecord | undefined): Partial<NationRecord> {
  if (!gift) return { is_donor: false };
  const { succeeded_at, amount_in_cents } = gift;
  return {
    is_donor: true,
    donations_count: 1,
    donations_amount_in_cents: amount_in_cents,
    first_donated_at: succeeded_at,
    last_donated_at: succeeded_at,
  };
}
