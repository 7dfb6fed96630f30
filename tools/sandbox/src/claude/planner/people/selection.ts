import { opens, type Phrase } from '../phrases';
import type { NationTime } from '../nation-time';
import { readFinishedPath, readMember, readOnPath, readSigned } from './belonging';
import { readContacted, readFirstGift, readJoined } from './moments';
import { readCustomField } from './custom-field';
import { readGiving } from './giving';
import { readLives } from './lives';
import { readMark } from './marks';
import { readPresence } from './presence';
import { readListed, readTagged } from './tagged';
import type { Condition, ConditionRead, ConditionReader } from './condition';

/** A group of people: how they are called, and what must hold of each. */
export interface Selection {
  noun: readonly [one: string, many: string];
  conditions: Condition[];
  /** True where organizations are left out unless a condition says something of what people did. */
  persons: boolean;
  /** Begins with the people of an earlier question: "of them". */
  ofThem: boolean;
}

/** Narrow before wide: the first that reads a text has it. */
const readers: ConditionReader[] = [
  readFirstGift,
  readPresence,
  readMember,
  readMark,
  readTagged,
  readListed,
  readOnPath,
  readFinishedPath,
  readSigned,
  readJoined,
  readContacted,
  readGiving,
  readLives,
  readCustomField,
];

interface Noun {
  phrase: Phrase;
  noun: readonly [one: string, many: string];
  own?: Record<string, unknown>;
  persons?: true;
  ofThem?: true;
  /** The words are a condition as well: "members", "no-shows at the rally". */
  also?: true;
}

const people = ['person', 'people'] as const;
const nouns: Noun[] = [
  {
    phrase: opens('[of] (them|those people|these people|those|these|this selection|the selection|that group)'),
    noun: people,
    ofThem: true,
  },
  { phrase: opens('volunteer', 'volunteers'), noun: ['volunteer', 'volunteers'], own: { is_volunteer: true } },
  { phrase: opens('donor', 'donors'), noun: ['donor', 'donors'], own: { is_donor: true } },
  { phrase: opens('supporter', 'supporters'), noun: ['supporter', 'supporters'], own: { is_supporter: true } },
  { phrase: opens('prospect', 'prospects'), noun: ['prospect', 'prospects'], own: { is_prospect: true } },
  {
    phrase: opens('organization', 'organizations', 'organisation', 'organisations'),
    noun: ['organization', 'organizations'],
    own: { signup_type: 1 },
  },
  { phrase: opens('signup', 'signups', 'profiles', 'records'), noun: ['signup', 'signups'] },
  { phrase: opens('{people}', 'person'), noun: people, persons: true },
  {
    phrase: opens('everyone', 'everybody', 'anyone', 'anybody', 'all', 'all those', 'those', 'who'),
    noun: people,
    persons: true,
  },
  { phrase: opens('(email|e-mail) addresses', 'emails'), noun: people, persons: true },
  { phrase: opens('[active] (member|members)', '(no-shows|no shows)'), noun: people, also: true },
];

const determiner = opens('{our}', 'those', 'these', 'of');
const adverb = '(also|both|either|ever|already|currently|now|still|actually|all|even|ones)';
const filler = opens(
  '(who|whom|that|which|and|but|yet|as well as|as well|have|has|had|are|is|were|was|be|been|being|do|does|did|we|you|there|with|live|lives|people|persons)',
  adverb,
  'in (our|the) (database|nation|system|records)',
  '(our|the) nation',
  'on (record|file)',
  'do we have',
  'there are',
);
const negation = opens('not', 'never', 'no longer', 'not yet', 'without [having]', 'not ever');

/** "Those are volunteers": the word points at people, where it elsewhere only stands before them. */
const pointing = /^(?:of )?(?:those|these) (?:also |ever |never )?(?:are|were|have|live|gave|came|attended|donated|joined)\b/i;

/** Reads "volunteers who live in Austin and never gave"; undefined when a word is left that nothing understands. */
export function readSelection(text: string, now: NationTime): Selection | undefined {
  const asked = pointing.test(text) ? text : (determiner(text)?.rest ?? text);
  for (const { phrase, noun, own, persons = false, ofThem = false, also } of nouns) {
    const match = phrase(asked);
    // "Those who gave" are all who gave, whoever was spoken of before; "them who gave" are some of these.
    if (ofThem && /^(?:those|these) (?:who|that)\b/i.test(asked)) continue;
    const conditions = match && readConditions(also ? asked : match.rest, now);
    if (!conditions) continue;
    const first: Condition[] = own ? [{ own, said: [`is a ${noun[0]}`, `are ${noun[1]}`] }] : [];
    return { noun, conditions: [...first, ...conditions], persons, ofThem };
  }
  const [adjective] = [readOne(asked, false, now)].filter(Boolean);
  const rest = adjective && readSelection(adjective.rest, now);
  return rest && !rest.ofThem ? { ...rest, conditions: [...rest.conditions, adjective.condition] } : undefined;
}

/** Reads a text that consists of conditions: "gave last year but not this year". */
export function readConditions(text: string, now: NationTime): Condition[] | undefined {
  const conditions: Condition[] = [];
  let rest = bare(text);
  while (rest !== '') {
    const next = readNext(rest, conditions.at(-1), now);
    if (!next) return undefined;
    conditions.push(next.condition);
    rest = bare(next.rest);
  }
  return conditions;
}

const bare = (text: string): string => {
  const trimmed = text.replace(/^[\s,]+/, '');
  return withoutFillers(trimmed) === '' ? '' : trimmed;
};

function withoutFillers(text: string): string {
  const next = filler(text);
  return next ? withoutFillers(next.rest.replace(/^[\s,]+/, '')) : text;
}

/** As it stands, after a "not", after a filler word; in this order, so that "not to be called" keeps its "not". */
function readNext(text: string, last: Condition | undefined, now: NationTime): ConditionRead | undefined {
  const whole = readOne(text, false, now);
  if (whole) return whole;
  const denied = negation(text);
  if (denied) {
    const other = last?.inPeriod?.(denied.rest, true);
    return other ?? readDenied(denied.rest, now);
  }
  const skipped = filler(text);
  return skipped && readNext(skipped.rest.replace(/^[\s,]+/, ''), last, now);
}

function readDenied(text: string, now: NationTime): ConditionRead | undefined {
  const whole = readOne(text, true, now);
  if (whole) return whole;
  const skipped = filler(text);
  return skipped && readDenied(skipped.rest, now);
}

function readOne(text: string, negated: boolean, now: NationTime): ConditionRead | undefined {
  for (const read of readers) {
    const found = read(text, negated, now);
    if (found) return found;
  }
  return undefined;
}
