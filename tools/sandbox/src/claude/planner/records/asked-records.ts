import { takeAmount, type AmountBound } from '../amount';
import { datesOf, takePeriod, type Period } from '../period';
import { opens } from '../phrases';
import type { PlanKit } from '../plan';
import { membersAndMoney } from './money-subjects';
import { otherSubjects } from './other-subjects';
import type { Group, Subject, Trait } from './subject';

export const subjects: readonly Subject[] = [...membersAndMoney, ...otherSubjects];

/** A question about records of one kind: how many, how much, which, in which groups. */
export interface AskedRecords {
  wants: 'count' | 'names' | 'sum';
  subject: Subject;
  said: readonly [one: string, many: string];
  traits: Trait[];
  filter: Record<string, unknown>;
  period?: Period;
  bound?: AmountBound;
  group?: Group;
}

const counts = opens('{count}');
const lists = opens('{list}', 'what', 'which are');
const sums = opens(
  'how much [money]',
  '[what is] the [total] amount of',
  'what is the sum of',
  '[the] total [of|amount of]',
  'totals of',
  'sum [up]',
);
const raising = opens(
  '[did|do|have|has|was|were|we|people] (raise|raised|bring in|take in|get|got|receive|received|collect|collected|come in|came in|comes in|come|came|comes|given|donated|arrived)',
  'did we (raise|bring in|get|receive|collect)',
  'have we (raised|received|collected)',
  'was (raised|given|donated|received|collected)',
  'money [did] [we] [raise|raised|came in|come in]',
  'is (raised|coming in)',
);
const verbs =
  '(are|is|was|were|do|does|did|have|has|had|been|there|we|our|us|it|be|get|got|log|logged|make|made|record|recorded|come|came|comes|coming|in|through|via|receive|received|collect|collected|currently|still|now|right now|that|which|who|of|all|the|any|at|with|by)';
const filler = opens(
  verbs,
  '{our}',
  '(exist|altogether|in total|going on|on file|on record)',
  '(in|on) (our|the) (nation|database|voter file|voter list|electoral roll)',
);

/** Periods of time as groups of whatever has a time. */
const spans = ['day', 'week', 'month', 'quarter', 'year'] as const;
const adverbs = {
  day: 'daily|day by day',
  week: 'weekly|week by week',
  month: 'monthly|month by month',
  quarter: 'quarterly',
  year: 'yearly|annually|year by year',
};
const spanPhrases = spans.map(span => ({ span, phrase: opens(`{each} [calendar] ${span}`, adverbs[span]), name: opens(span) }));

/** Reads a whole clause; undefined when it asks anything else, or more. */
export function readAskedRecords(clause: string, kit: Pick<PlanKit, 'now'>): AskedRecords | undefined {
  for (const subject of subjects) {
    const asked = readAbout(subject, clause, kit);
    if (asked) return asked;
  }
  return undefined;
}

function readAbout(subject: Subject, clause: string, kit: Pick<PlanKit, 'now'>): AskedRecords | undefined {
  const { text, group } = takeGroup(subject, clause);
  const many = counts(text);
  const much = subject.money ? sums(text) : undefined;
  const listed = group ? undefined : lists(text);
  const opening = many ?? much ?? listed;
  if (!opening) return undefined;
  const { period, rest: undated } = takePeriod(opening.rest, kit.now);
  const { bound, rest } = subject.money ? takeAmount(undated) : { bound: undefined, rest: undated };
  const read = readDescription(subject, rest, group, much !== undefined);
  if (!read) return undefined;
  if (!takesPeriod(subject, read.traits, period !== undefined)) return undefined;
  return {
    wants: many ? 'count' : much ? 'sum' : 'names',
    subject,
    ...read,
    ...(period && { period }),
    ...(bound && { bound }),
    ...(group && { group }),
  };
}

/** Whether a period, or none, goes with what was said. */
export function takesPeriod({ time }: Subject, traits: Trait[], named: boolean): boolean {
  if (!named) return !traits.some(({ needsPeriod }) => needsPeriod);
  const timed = traits.some(trait => trait.time);
  return timed || (time !== undefined && !traits.some(({ timeless }) => timeless));
}

type Description = Pick<AskedRecords, 'said' | 'traits' | 'filter'>;

/** What a description has told until now. */
type Read = Partial<Description> & { traits: Trait[] };

/** A noun, and in any order what the records may be; undefined when a word is left or two of them cannot be at once. */
export function readDescription(subject: Subject, text: string, group: Group | undefined, sum: boolean): Description | undefined {
  const read: Read = { traits: [] };
  let filter: Record<string, unknown> = {};
  for (let rest: string | undefined = text; rest !== '';) {
    rest = (read.said ? undefined : takeNoun(subject, rest, group, sum, read)) ?? takeTrait(subject, rest, read) ?? skip(rest);
    if (rest === undefined) return undefined;
  }
  for (const known of [{ filter: read.filter ?? {} }, ...read.traits]) {
    if (Object.entries(known.filter).some(([key, value]) => key in filter && filter[key] !== value)) return undefined;
    filter = { ...filter, ...known.filter };
  }
  return read.said && { said: read.said, traits: read.traits, filter };
}

/** The noun itself, the people that a group is of, or money that came in. Gives back what follows. */
function takeNoun(subject: Subject, text: string, group: Group | undefined, sum: boolean, read: Read): string | undefined {
  for (const { phrase, said, filter } of subject.nouns) {
    const match = phrase(text);
    if (match) Object.assign(read, { said, ...(filter && { filter }) });
    if (match) return match.rest;
  }
  const known = takeTraitOf(subject, text);
  const other = known ? undefined : (group?.people?.(text) ?? (sum && subject.type === 'donations' ? raising(text) : undefined));
  if (!other) return undefined;
  read.said = subject.nouns[0]!.said;
  if (group?.people?.(text) && group.assumes) read.traits.push(group.assumes);
  return other.rest;
}

const takeTraitOf = ({ traits }: Subject, text: string): Trait | undefined => traits.find(({ phrase }) => phrase(text));

function takeTrait(subject: Subject, text: string, read: Read): string | undefined {
  const known = takeTraitOf(subject, text);
  if (known) read.traits.push(known);
  return known?.phrase(text)!.rest;
}

const skip = (text: string): string | undefined => filler(text.replace(/^[\s,]+/, ''))?.rest;

/** "through each tracking code" may stand anywhere after the first word. */
function takeGroup(subject: Subject, clause: string): { text: string; group?: Group } {
  const words = clause.split(' ');
  for (let start = 1; start < words.length; start++) {
    const tail = words.slice(start).join(' ');
    const head = words.slice(0, start).join(' ');
    for (const group of groupsOf(subject)) {
      const match = group.phrase(tail);
      if (match) return { text: `${head} ${match.rest}`.trim(), group };
    }
  }
  return { text: clause };
}

export function groupsOf({ groups, time }: Subject): Group[] {
  if (!time) return groups;
  const ofTime = spanPhrases.map(({ span, phrase, name }) => ({ phrase, name, by: `${time}:${span}`, said: `by ${span}` }));
  return [...groups, ...ofTime];
}

/** The filter of a question: what the noun and its traits say, the period, the amount. */
export function filterOf({ subject, traits, filter, period, bound }: AskedRecords): Record<string, unknown> {
  const timed = traits.find(({ time }) => time);
  const time = timed?.time ?? subject.time;
  const within = period && (timed?.dates ? datesOf(period) : { gte: period.gte, lt: period.lt });
  return {
    ...(subject.type === 'donations' && { status: 'succeeded' }),
    ...filter,
    ...(within && time && { [time]: within }),
    ...(bound && subject.money && { [subject.money]: bound.filter }),
  };
}
