import { takePeriod } from '../period';
import { opens } from '../phrases';
import type { PlanKit } from '../plan';
import { groupsOf, readDescription, subjects, takesPeriod, type AskedRecords } from './asked-records';

const which = opens('which', 'what', 'whose');
const has = opens(
  '[has|had|have|got|gets|drew|received|attracted|brought in|raised|counts|with|gathered] the (most|highest number of|greatest number of|largest number of|biggest number of)',
);
const whoDid = opens(
  'who [has|have] (logged|made|recorded|added|done) the most',
  'which (user|person|colleague|staff member) [has] (logged|made|recorded) the most',
);
const best = opens(
  '[what is|which is|what was|which was] [our|the] (most|best) (attended|popular|visited) event',
  '[what is|which is|what was|which was] [our|the] (biggest|largest) event',
  'which event (was|is) [the] (most|best) (attended|popular|visited)',
  'which event (was|is) the (biggest|largest)',
);

/** "Which event had the most attendees?", "Who has logged the most contacts?": the groups with the most records. */
export function readRanking(clause: string, kit: Pick<PlanKit, 'now'>): AskedRecords | undefined {
  const { period, rest } = takePeriod(clause, kit.now);
  const asked = byAuthor(rest) ?? bestEvent(rest) ?? byGroup(rest);
  if (!asked || !takesPeriod(asked.subject, asked.traits, period !== undefined)) return undefined;
  return { ...asked, ...(period && { period }) };
}

function byGroup(clause: string): AskedRecords | undefined {
  const opening = which(clause);
  if (!opening) return undefined;
  for (const subject of subjects) {
    for (const group of groupsOf(subject)) {
      const most = has(group.name(opening.rest)?.rest ?? '');
      const read = most && readDescription(subject, most.rest, group, false);
      if (read) return { wants: 'count', subject, group, ...read };
    }
  }
  return undefined;
}

function byAuthor(clause: string): AskedRecords | undefined {
  const subject = subjects.find(({ type }) => type === 'contacts')!;
  const opening = whoDid(clause);
  const read = opening && readDescription(subject, opening.rest, undefined, false);
  return read && { wants: 'count', subject, group: subject.groups.find(({ by }) => by === 'author_id')!, ...read };
}

function bestEvent(clause: string): AskedRecords | undefined {
  const subject = subjects.find(({ type }) => type === 'event_rsvps')!;
  return best(clause)?.rest === ''
    ? {
        wants: 'count',
        subject,
        said: ['attendee', 'attendees'],
        traits: [],
        filter: { attendee: true },
        group: subject.groups[0]!,
      }
    : undefined;
}
