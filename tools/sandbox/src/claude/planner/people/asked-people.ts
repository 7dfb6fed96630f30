import { opens } from '../phrases';
import type { PlanKit } from '../plan';
import { readConditions, readSelection, type Selection } from './selection';

/** A question about a group of people: how many they are, who they are, or how many in each part. */
export interface AskedPeople {
  wants: 'count' | 'names' | 'groups';
  selection: Selection;
  group?: Group;
}

export interface Group {
  by: string;
  said: string;
}

const counts = opens('{count}');
const lists = opens('{list}', 'who are');
const who = opens('who', 'which', 'which of (them|those)');
const live = opens('live', 'are', 'is', 'were', 'have', 'has', '{gave}');

const groups: { phrase: ReturnType<typeof opens>; group: Group }[] = [
  { phrase: opens('{each} state', 'state by state'), group: { by: 'state', said: 'by state' } },
  { phrase: opens('{each} (city|town)', 'city by city'), group: { by: 'city', said: 'by city' } },
  { phrase: opens('{each} month', 'monthly', 'month by month'), group: { by: 'created_at:month', said: 'by month' } },
  { phrase: opens('{each} week', 'weekly'), group: { by: 'created_at:week', said: 'by week' } },
  { phrase: opens('{each} year', 'yearly'), group: { by: 'created_at:year', said: 'by year' } },
];

/** Reads a whole clause; undefined when it asks anything else, or more. */
export function readAskedPeople(asked: string, kit: Pick<PlanKit, 'now'>): AskedPeople | undefined {
  const { clause, group } = takeGroup(asked);
  const many = counts(clause);
  const selection = many ? counted(many.rest, kit) : group ? undefined : whoIsAsked(clause, kit);
  if (!selection || !fitsGroup(selection, group)) return undefined;
  if (group) return { wants: 'groups', selection, group };
  return { wants: many ? 'count' : 'names', selection };
}

/** Months are those in which people joined: of anything else they would be the wrong months. */
function fitsGroup({ conditions }: Selection, group: Group | undefined): boolean {
  const undated = conditions.some(condition => condition.undated !== undefined);
  if (!group?.by.includes(':')) return !undated;
  return undated || conditions.some(({ own }) => own !== undefined && 'created_at' in own);
}

const counted = (text: string, kit: Pick<PlanKit, 'now'>): Selection | undefined =>
  readSelection(text, kit.now) ?? partOf(text, kit) ?? impersonal(text, kit);

function whoIsAsked(clause: string, kit: Pick<PlanKit, 'now'>): Selection | undefined {
  const listed = lists(clause);
  return (listed && readSelection(listed.rest, kit.now)) ?? whoever(clause, kit);
}

/** "who gave last year": conditions without a noun. */
function whoever(clause: string, kit: Pick<PlanKit, 'now'>): Selection | undefined {
  const asked = who(clause);
  if (!asked) return undefined;
  const ofThem = /^which of/i.test(clause);
  const conditions = readConditions(asked.rest, kit.now);
  return conditions && conditions.length > 0 ? { noun: ['person', 'people'], conditions, persons: true, ofThem } : undefined;
}

/** "the people at the Spring Rally are volunteers", "live in Houston" after an earlier clause. */
function partOf(text: string, kit: Pick<PlanKit, 'now'>): Selection | undefined {
  const bare = text.replace(/^of /i, '');
  return bare === text ? undefined : readSelection(bare, kit.now);
}

/** "how many have we never contacted", "how many attended the Spring Rally". */
function impersonal(text: string, kit: Pick<PlanKit, 'now'>): Selection | undefined {
  if (!live(text) && !/^(?:attended|came|signed|joined|unsubscribed|died|never)\b/i.test(text)) return undefined;
  const conditions = readConditions(text, kit.now);
  return conditions && conditions.length > 0
    ? { noun: ['person', 'people'], conditions, persons: true, ofThem: false }
    : undefined;
}

/** "in each state" may stand anywhere after the first word. */
function takeGroup(clause: string): { clause: string; group?: Group } {
  const words = clause.split(' ');
  for (let start = 1; start < words.length; start++) {
    const text = words.slice(start).join(' ');
    for (const { phrase, group } of groups) {
      const match = phrase(text);
      if (match) return { clause: [...words.slice(0, start), match.rest].join(' ').trim(), group };
    }
  }
  return { clause };
}
