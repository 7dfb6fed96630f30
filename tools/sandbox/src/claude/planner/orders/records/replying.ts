import { plainName, withPossessives } from '../../clauses';
import type { Intent, Reading } from '../../intent';
import { eventName, eventNamed } from '../../named-events';
import { numberIn, readings } from '../../phrases';
import { CannotAnswer, rowsOf, together, type Plan, type PlanKit, type Step } from '../../plan';
import type { Row } from '../../wording';
import { aboutTarget } from '../of-people';
import { carryOut, ofOne, type ChangeCall } from '../order';
import { idOf, nameOfPerson, readTarget, type Target } from '../target';

const rsvp = '(rsvp|reply|response)';
const guests = '[(with|and|bringing|plus) <#guests> (guests|guest)]';
const coming = readings(
  `rsvp <whom> (to|for) <event> ${guests}`,
  `sign <whom> up (for|to) <event> ${guests}`,
  `register <whom> (for|to) <event> ${guests}`,
  `sign up <whom> (for|to) <event> ${guests}`,
  `(add|record|log|create) (a|an|the) ${rsvp} (of|from|for|by) <whom> (to|for) <event> ${guests}`,
  '(add|put) <whom> (to|on) the (rsvps|guest list|rsvp list) (of|for) <event>',
);
const came = readings(
  'mark <whom> as (attended|having attended|present|attending) [at|for] <event>',
  'check <whom> in (at|to|for) <event>',
  'check in <whom> (at|to|for) <event>',
  '(record|log|note) that <whom> (attended|came to|was at) <event>',
);
const canceled = readings(`cancel <whom> 's ${rsvp} (to|for) <event>`, `cancel the ${rsvp} (of|from) <whom> (to|for) <event>`);

interface Reply {
  how: 'coming' | 'came' | 'canceled';
  event: string;
  guests?: number;
}

/** "RSVP Sarah Chen to the Spring Rally", "Mark her as attended at the Spring Rally", "Cancel her RSVP to the Spring Rally" */
export const replying: Intent = {
  needs: ['list_events', 'list_event_rsvps', 'create_event_rsvp', 'update_event_rsvp'],
  examples: ['RSVP Sarah Chen to the Spring Rally'],
  read(clause, kit) {
    const asked = withPossessives(clause);
    return (
      readReply(kit, 'coming', coming(asked)) ??
      readReply(kit, 'came', came(asked)) ??
      readReply(kit, 'canceled', canceled(asked))
    );
  },
};

function readReply(kit: PlanKit, how: Reply['how'], ways: Record<string, string>[]): Reading | undefined {
  for (const { whom = '', event = '', guests: many } of ways) {
    const target = readTarget(whom, kit);
    const reply = { how, event: plainName(event), ...(many && { guests: numberIn(many) }) };
    if (target) return aboutTarget(target, () => replies(kit, target, reply));
  }
  return undefined;
}

function* replies(kit: PlanKit, target: Target, reply: Reply): Plan {
  if (target.kind === 'people')
    throw new CannotAnswer('I can write down replies for people who are named, not for a group. Nothing was changed.');
  const event = yield* eventMeant(kit, reply.event);
  const people = yield* together(target.find.map(find => find(kit)));
  const told = yield* together(people.map(person => replyOf(kit, person, event, reply)));
  return told.join(' ');
}

function* eventMeant(kit: PlanKit, name: string): Step<{ id: string; said: string }> {
  if (/^this(?: event)?$/i.test(name)) return { id: kit.thisOne('event'), said: 'this event' };
  const row = yield* eventNamed(kit, name);
  return { id: idOf(row), said: eventName(row) };
}

function* replyOf(kit: PlanKit, person: Row, event: { id: string; said: string }, { how, guests: many }: Reply): Plan {
  const [who, signup_id] = [nameOfPerson(person), idOf(person)];
  const made = (more: object): ChangeCall => ({
    tool: 'create_event_rsvp',
    input: { event_id: event.id, signup_id, ...more },
  });
  if (how === 'coming') {
    const along = many === undefined ? '' : ` with ${many} ${many === 1 ? 'guest' : 'guests'}`;
    const call = made(many === undefined ? {} : { guests_count: many });
    return yield* carryOut(kit, call, ofOne(['add', 'Added'], `a reply of ${who} to ${event.said}${along}`));
  }
  const before = yield* replyBefore(kit, person, event);
  const update = (id: string, more: object): ChangeCall => ({ tool: 'update_event_rsvp', input: { id, ...more } });
  if (how === 'came') {
    const call = before ? update(before, { attendee: true }) : made({ attendee: true });
    return yield* carryOut(kit, call, ofOne(['mark', 'Marked'], `${who} as having attended ${event.said}`));
  }
  if (!before) throw new CannotAnswer(`${who} has not replied to ${event.said}. Nothing was changed.`);
  return yield* carryOut(
    kit,
    update(before, { canceled: true }),
    ofOne(['cancel', 'Canceled'], `the reply of ${who} to ${event.said}`),
  );
}

/** Id of the reply that somebody gave; ends the plan where there are several. Replies are found by the name that stands on them. */
function* replyBefore(kit: PlanKit, person: Row, event: { id: string; said: string }): Step<string | undefined> {
  const surname = nameOfPerson(person).split(' ').at(-1);
  const input = { event_id: event.id, filter: { last_name: { match: surname } }, limit: 20 };
  const found = rowsOf(yield* kit.call('replies', 'list_event_rsvps', input));
  const rows = found.filter(row => String(row['signup_id']) === idOf(person));
  if (rows.length < 2) return rows[0] && idOf(rows[0]);
  throw new CannotAnswer(`${nameOfPerson(person)} has ${rows.length} replies to ${event.said}. Nothing was changed.`);
}
