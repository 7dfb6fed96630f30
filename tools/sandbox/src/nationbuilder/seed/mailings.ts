import { slugify } from '../rules/slugs';
import { edgesOf } from './edges';
import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import { stamped } from './giving';
import type { People } from './people';
import { Random } from './random';

const BROADCASTERS = ['Demo Nation', 'Volunteer team', 'Finance team', 'Press office'];
const SUBJECTS =
  'We need you on Saturday|Thank you|The bridge: what now?|Your membership|News from the neighborhood|Last chance to register|Meet the candidates|Our year'.split(
    '|',
  );
/** Sent 24, and two each that are scheduled, canceled and drafted. */
const SENT = 24;
const STANDINGS = [
  ...Array.from({ length: SENT }, () => 'sent'),
  ...['scheduled', 'canceled', 'drafted'].flatMap(one => [one, one]),
];

/** Broadcasters and mailings. Each broadcaster counts its mailings. */
export function makeMailings(
  seed: number,
  calendar: Calendar,
  people: People,
  lists: readonly Draft[],
): { broadcasters: Draft[]; mailings: Draft[] } {
  const random = new Random(seed, 'mailings');
  const [broadcasterId, mailingId] = [idSequence(15), idSequence(600)];
  const broadcasters = BROADCASTERS.map((name, index) => makeBroadcaster(random, calendar, people, broadcasterId(), name, index));
  const times = sentTimes(random, calendar);
  const mailings = STANDINGS.map((standing, index) => {
    const broadcaster = random.pick(broadcasters);
    broadcaster.mailings_count = Number(broadcaster.mailings_count) + 1;
    return {
      ...text(random, mailingId(), index),
      ...timesOf(random, calendar, standing, times[index]),
      broadcaster_id: broadcaster.id,
      custom_list_id: random.pick(lists).id,
      from: broadcaster.email,
      author_id: people.users.get('ada')?.id,
    };
  });
  return { broadcasters, mailings };
}

function makeBroadcaster(random: Random, calendar: Calendar, people: People, id: string, name: string, index: number): Draft {
  const [ada, olu] = [people.users.get('ada')?.id, people.users.get('olu')?.id];
  return stamped(calendar, random, {
    id,
    name,
    email: `${slugify(name)}@sandbox.example`,
    signup_id: ada,
    point_person_id: index === 1 ? olu : ada,
    text_point_person_id: olu,
    voicemail_point_person_id: olu,
    receive_email: true,
    emailer_tags: index === 3 ? 'Press' : null,
    mailings_count: 0,
    text_blasts_count: random.int(0, 12),
    received_calls_count: random.int(0, 90),
  });
}

/** The earliest first, over a year and a half, some of them on the edge of a month or year. */
function sentTimes(random: Random, calendar: Calendar): number[] {
  const edges = edgesOf(calendar).flatMap(edge => [edge - 60_000, edge]);
  const others = Array.from({ length: SENT - edges.length }, (_, index) =>
    calendar.daysAgo(2 + index * 24 + random.int(0, 20), random),
  );
  return [...edges, ...others].toSorted((a, b) => a - b);
}

function text(random: Random, id: string, index: number): Draft {
  const subject = random.pick(SUBJECTS);
  const name = `${subject} (${index + 1})`;
  return {
    id,
    name,
    slug: slugify(name),
    subject,
    preheader: random.chance(0.6) ? 'A minute of your time' : null,
    description: null,
    tag_list: random.chance(0.3) ? 'Newsletter' : null,
    body_html: `<p>Dear {{ recipient.first_name_or_friend }},</p><p>${subject}.</p>`,
    body_html_parsed: `<p>Dear friend,</p><p>${subject}.</p>`,
  };
}

/** When a mailing was made, queued, to be sent, sent and canceled, as far as it came. */
function timesOf(
  random: Random,
  calendar: Calendar,
  standing: string,
  sentAt: number | undefined,
): Record<string, string | null> {
  const at = sentAt ?? calendar.daysAgo(random.int(1, 20), random);
  const created_at = calendar.format(at - random.int(1, 6) * 86_400_000);
  const queued_at = standing === 'drafted' ? null : calendar.format(at - 600_000);
  return {
    created_at,
    updated_at: queued_at ?? created_at,
    queued_at,
    send_at: standing === 'scheduled' ? calendar.timeDaysAgo(-random.int(1, 14), random) : null,
    published_at: standing === 'sent' ? calendar.format(at) : null,
    canceled_at: standing === 'canceled' ? queued_at : null,
  };
}
