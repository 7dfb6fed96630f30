import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import type { People } from './people';
import { Random } from './random';

interface Plan {
  readonly name: string;
  readonly description: string;
  readonly status: string;
  readonly enrolled: number;
}

/** Two that run, one in each other state. "Blast" would text everybody who is enrolled. */
const AUTOMATIONS: readonly Plan[] = [
  { name: 'Welcome series', description: 'Three emails in the first two weeks.', status: 'running', enrolled: 96 },
  { name: 'Blast', description: 'Sends a text message to everyone who is enrolled.', status: 'running', enrolled: 58 },
  { name: 'Thank new donors', description: 'A letter after the first gift.', status: 'on_hold', enrolled: 34 },
  { name: 'Win back lapsed donors', description: 'Two emails in the fall.', status: 'ended', enrolled: 27 },
  { name: 'Onboard volunteers 2024', description: 'Training and a first shift.', status: 'archived', enrolled: 20 },
  { name: 'Survey follow-up', description: 'A call after a survey. Not started yet.', status: 'drafted', enrolled: 5 },
];

/** Automations and who is enrolled. Their counters are extra fields of the automation and agree with the enrollments. */
export function makeAutomations(
  seed: number,
  calendar: Calendar,
  people: People,
): { automations: Draft[]; enrollments: Draft[] } {
  const random = new Random(seed, 'automations');
  const [automationId, enrollmentId] = [idSequence(70), idSequence(3000)];
  const automations: Draft[] = [];
  const enrollments: Draft[] = [];
  for (const plan of AUTOMATIONS) {
    const automation = makeAutomation(random, calendar, automationId(), plan);
    const enrolled = random
      .sample(people.ordinary, plan.enrolled)
      .map((person, index) => enrollment(random, calendar, { id: enrollmentId(), automation, person, index }));
    automations.push({ ...automation, ...counters(enrolled) });
    enrollments.push(...enrolled);
  }
  return { automations, enrollments };
}

function makeAutomation(random: Random, calendar: Calendar, id: string, { name, description, status }: Plan): Draft {
  const created_at = calendar.timeDaysAgo(random.int(500, 900), random);
  const paused_at = status === 'on_hold' ? calendar.timeDaysAgo(random.int(5, 40), random) : null;
  return { id, name, description, status, created_at, paused_at, conversions_enabled: name !== 'Blast' };
}

interface EnrollmentPlan {
  readonly id: string;
  readonly automation: Draft;
  readonly person: Draft;
  readonly index: number;
}

/** The first ones are through, the next were taken out, the others are on their way; only a running automation has a next step. */
function enrollment(random: Random, calendar: Calendar, { id, automation, person, index }: EnrollmentPlan): Draft {
  const days = random.int(30, 400);
  const later = calendar.timeDaysAgo(days - random.int(1, 29), random);
  const [done, takenOut] = [index % 5 === 0, index % 11 === 1];
  const onItsWay = automation.status === 'running' && !done && !takenOut;
  return {
    id,
    automation_id: automation.id,
    signup_id: person.id,
    automation_step_number: done ? 4 : random.int(1, 3),
    campaign_source: random.chance(0.2) ? 'website' : null,
    campaign_url: null,
    created_at: calendar.timeDaysAgo(days, random),
    excluded_at: takenOut ? later : null,
    next_execution: onItsWay ? calendar.timeDaysAgo(-random.int(1, 10), random) : null,
    completed_at: done ? later : null,
    converted_at: done && index % 10 === 0 ? later : null,
  };
}

function counters(enrollments: readonly Draft[]): Record<string, number> {
  const having = (property: string): number => enrollments.filter(one => one[property] !== null).length;
  return {
    total_enrollments_count: enrollments.length,
    completed_enrollments_count: having('completed_at'),
    removed_enrollments_count: having('excluded_at'),
    converted_enrollments_count: having('converted_at'),
  };
}
