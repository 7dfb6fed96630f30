import { plainName } from '../clauses';
import { eventName, eventNamed, isEventName } from '../named-events';
import { opens, type Phrase } from '../phrases';
import { dayLabel, named } from '../wording';
import { doing, not, type Condition, type ConditionReader, type Criterion } from './condition';

interface Presence {
  phrase: Phrase;
  filter: Record<string, boolean>;
  did: string;
  infinitive: string;
}

const missed = '(did not|never) (come|came|attend|attended|show up|showed up|turn up|turned up|appear|appeared|show)';
const presences: Presence[] = [
  {
    phrase: opens(
      `(said yes|rsvped|signed up|registered) (to|for) [the] <event> (but|and|yet) ${missed}`,
      `(did not|never) (show up|turn up) (to|at|for) [the] <event>`,
      '(no-shows|no shows|no-show) (at|for|of|from) [the] <event>',
    ),
    filter: { attendee: false, canceled: false },
    did: 'said yes to {} but did not come',
    infinitive: '',
  },
  {
    phrase: opens(
      '(attended|attend|at|came to|come to|went to|been to|go to|present at|showed up (to|at|for)|turned up (to|at|for)) [the] <event>',
    ),
    filter: { attendee: true },
    did: 'attended {}',
    infinitive: 'attend {}',
  },
  {
    phrase: opens('(canceled|cancelled) [on|for|their rsvp (to|for)] [the] <event>'),
    filter: { canceled: true },
    did: 'canceled for {}',
    infinitive: 'cancel for {}',
  },
  {
    phrase: opens(
      '(rsvped|rsvp|signed up|registered|said yes) (to|for) [the] <event>',
      '(going|coming) to [the] <event>',
      'attending [the] <event>',
    ),
    filter: { canceled: false },
    did: 'said yes to {}',
    infinitive: 'say yes to {}',
  },
];

/** "attended the Spring Rally", "said yes to the Spring Rally but did not come". */
export const readPresence: ConditionReader = (text, negated) => {
  for (const { phrase, filter, did, infinitive } of presences) {
    const match = phrase(text);
    if (!match || (negated && infinitive === '')) continue;
    const name = plainName(match.slots['event']!, /\s+event$/i);
    const here = /^this$/i.test(name);
    if (!here && !isEventName(name)) return undefined;
    const said = (event: string) => doing(negated, did.replace('{}', event), infinitive.replace('{}', event));
    const condition: Condition = {
      said: said(here ? 'this event' : named(name)),
      criterion: function* (kit) {
        const about = (id: unknown): Criterion => ({ from: 'event_rsvps', filter: { event_id: id, ...filter }, ...not(negated) });
        if (here) return { criterion: about(kit.thisOne('event')) };
        const event = yield* eventNamed(kit, name);
        const day = dayLabel(event['start_at'], kit.now.zone);
        return { criterion: about(event['id']), said: said(day ? `${eventName(event)} (${day})` : eventName(event)) };
      },
    };
    return { condition, rest: match.rest };
  }
  return undefined;
};
