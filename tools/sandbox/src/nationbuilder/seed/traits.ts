import type { Calendar } from './calendar';
import type { Draft } from './draft';
import type { People } from './people';
import { Random } from './random';
import { STREETS, TOWNS } from './words';

/** How many people of the demo nation have what. */
const COUNTS = {
  lastNameMissing: 75,
  emailOnly: 25,
  nameless: 12,
  withoutEmail: 300,
  doNotContact: 75,
  doNotCall: 130,
  unsubscribed: 150,
  bouncing: 50,
  deceased: 20,
  volunteers: 420,
  withAddress: 1900,
  onlySubmittedAddress: 100,
  duplicatePairs: 12,
  flaggedDuplicates: 9,
};

/** Gives the people of the demo nation what makes them awkward, then roles and addresses. */
export function addTraits(seed: number, calendar: Calendar, people: People): void {
  const random = new Random(seed, 'traits');
  addDuplicates(random, people);
  takeAway(random, people);
  const some = (count: number, of: readonly Draft[] = people.ordinary): Draft[] => random.sample(of, count);
  for (const person of some(COUNTS.doNotContact)) person.do_not_contact = true;
  for (const person of some(COUNTS.doNotCall)) person.do_not_call = true;
  for (const person of some(COUNTS.deceased)) person.is_deceased = true;
  const mailed = people.ordinary.filter(person => person.email);
  for (const person of some(COUNTS.unsubscribed, mailed)) {
    Object.assign(person, { email_opt_in: false, unsubscribed_at: calendar.timeDaysAgo(random.int(1, 700), random) });
  }
  for (const person of some(COUNTS.bouncing, mailed)) person.email1_is_bouncing = true;
  // Sarah Chen of Austin is a volunteer too, and one of the count.
  const living = people.ordinary.filter(person => !person.is_deceased);
  for (const person of some(COUNTS.volunteers - 1, living)) person.is_volunteer = true;
  addAddresses(random, people);
}

/** Pairs that look like one person: same name and phone, another email. Some are flagged, most are not. */
function addDuplicates(random: Random, people: People): void {
  const chosen = random.sample(people.ordinary, COUNTS.duplicatePairs * 2);
  for (let pair = 0; pair < COUNTS.duplicatePairs; pair += 1) {
    const [original, copy] = [chosen[pair * 2], chosen[pair * 2 + 1]];
    if (!original || !copy) continue;
    const phone = original.phone_number ?? `512-555-${String(1000 + pair)}`;
    original.phone_number = phone;
    Object.assign(copy, { first_name: original.first_name, last_name: original.last_name, phone_number: phone });
    copy.likely_duplicate_of = original.id;
    original.likely_duplicate_of = copy.id;
  }
  for (const person of chosen.slice(0, COUNTS.flaggedDuplicates)) person.is_possible_duplicate = true;
}

/** Missing names and emails, on people who do not overlap. */
function takeAway(random: Random, people: People): void {
  const pool = random.shuffled(people.ordinary.filter(person => !person.likely_duplicate_of));
  const take = (count: number): Draft[] => pool.splice(0, count);
  for (const person of take(COUNTS.lastNameMissing)) delete person.last_name;
  for (const person of take(COUNTS.emailOnly)) {
    for (const name of ['first_name', 'last_name', 'phone_number', 'mobile_number', 'employer', 'occupation'])
      delete person[name];
  }
  for (const person of take(COUNTS.nameless)) {
    for (const name of ['first_name', 'last_name', 'email', 'email1']) delete person[name];
    person.phone_number ??= `737-555-${person.id.padStart(4, '0').slice(-4)}`;
  }
  for (const person of take(COUNTS.withoutEmail - COUNTS.nameless)) {
    delete person.email;
    delete person.email1;
  }
}

function addAddresses(random: Random, people: People): void {
  const weighted = TOWNS.flatMap(town => Array.from({ length: town.weight }, () => town));
  const austin = TOWNS.find(town => town.city === 'Austin') ?? random.pick(TOWNS);
  const denver = TOWNS.find(town => town.city === 'Denver') ?? random.pick(TOWNS);
  const chosen = random.sample([...people.ordinary, ...people.organizations], COUNTS.withAddress - 2);
  // People known only by an unparsed address are no volunteers, so that "volunteers in Austin" has one answer.
  let submittedOnly = COUNTS.onlySubmittedAddress;
  for (const person of chosen) {
    const submitted = submittedOnly > 0 && !person.is_volunteer;
    if (submitted) submittedOnly -= 1;
    setAddress(random, person, random.pick(weighted), submitted);
  }
  for (const [mark, town] of [
    ['sarahChenAustin', austin],
    ['sarahChenDenver', denver],
  ] as const) {
    const person = people.marks.get(mark);
    if (person) setAddress(random, person, town, false);
  }
}

function setAddress(random: Random, person: Draft, town: (typeof TOWNS)[number], submittedOnly: boolean): void {
  const street = `${random.int(1, 9899)} ${random.pick(STREETS)} St`;
  if (submittedOnly) {
    person.submitted_address = `${street}, ${town.city}, ${town.state} ${town.zip}`;
    return;
  }
  const address = addressOf(random, street, town);
  Object.assign(person, { home_address: address, primary_address: address });
  if (random.chance(0.05)) person.mailing_address = { ...address, address1: `PO Box ${random.int(1, 999)}` };
}

/** A whole address in the vendor's shape. */
export function addressOf(random: Random, street: string, town: (typeof TOWNS)[number]): Record<string, string | null> {
  return {
    address1: street,
    address2: random.chance(0.15) ? `Apt ${random.int(1, 60)}` : null,
    address3: null,
    city: town.city,
    state: town.state,
    zip: town.zip,
    county: null,
    country_code: 'US',
    lat: null,
    lng: null,
    fips: null,
    submitted_address: null,
    distance: null,
    import_id: null,
    work_phone: null,
    phone_number: null,
    phone_country_code: '1',
    work_phone_number: null,
  };
}
