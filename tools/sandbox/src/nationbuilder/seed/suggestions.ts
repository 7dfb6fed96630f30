import { slugify } from '../rules/slugs';
import { type Draft, idSequence } from './draft';
import type { Calendar } from './calendar';
import type { People } from './people';
import { Random } from './random';

const BOXES = ['Ideas for the city', 'Make our meetings better'];
const SUGGESTIONS = 35;
const IDEAS = [
  'More benches',
  'A bus on Sundays',
  'Longer library hours',
  'Safer crossings',
  'Plant trees',
  'Childcare at meetings',
  'A quiet room',
];
const PLACES = ['in the park', 'on Main Street', 'near the school', 'downtown', 'at the station'];
/** The vendor's response type of a suggestion that nobody has answered; the others are 0 (not planned) to 6. */
const SUBMITTED = 7;

/** Suggestion boxes and what people put into them. Each takes over one of the plain `pages`, and the page its name. */
export function makeSuggestions(
  seed: number,
  calendar: Calendar,
  people: People,
  pages: readonly Draft[],
): { boxes: Draft[]; suggestions: Draft[] } {
  const random = new Random(seed, 'suggestions');
  const [boxId, suggestionId] = [idSequence(20), idSequence(500)];
  const free = [...pages];
  const boxes = BOXES.map(name => {
    const page = takeOver(free, name, 'Suggestion box');
    const time = calendar.timeDaysAgo(random.int(600, 800), random);
    return { ...boxOf(boxId(), page, people), created_at: time, updated_at: time };
  });
  const suggestions = Array.from({ length: SUGGESTIONS }, () => {
    const headline = `${random.pick(IDEAS)} ${random.pick(PLACES)}`;
    const page = takeOver(free, headline, 'Suggestion');
    const box = random.pick(boxes);
    return { ...suggestionOf(random, calendar, people, suggestionId(), page), headline, suggestion_box_id: box.id };
  });
  return { boxes, suggestions };
}

function takeOver(pages: Draft[], name: string, page_type_name: string): Draft {
  const page = pages.shift();
  if (!page) throw new Error('the seed has too few plain pages');
  const slug = `${slugify(name)}_${page.id}`;
  return Object.assign(page, { name, title: name, headline: name, slug, url_path: `/${slug}`, page_type_name });
}

function boxOf(id: string, page: Draft, people: People): Draft {
  return {
    id,
    page_id: page.id,
    site_id: page.site_id,
    name: page.name,
    title: page.title,
    headline: page.headline,
    slug: page.slug,
    status: page.status,
    content: '<p>Tell us what you would change.</p>',
    point_person_id: people.users.get('olu')?.id,
    allow_image: true,
    require_image: false,
    send_auto_responses: false,
    send_official_response_notifications: false,
    send_response_notifications: false,
  };
}

function suggestionOf(random: Random, calendar: Calendar, people: People, id: string, page: Draft): Draft {
  const days = random.int(20, 500);
  const created_at = calendar.timeDaysAgo(days, random);
  const responded_at = random.chance(0.4) ? calendar.timeDaysAgo(days - random.int(1, 19), random) : null;
  return {
    id,
    page_id: page.id,
    site_id: page.site_id,
    slug: page.slug,
    status: page.status,
    content: random.pick(['It would help many people.', 'My neighbors want this too.', 'I can help with it.']),
    external_id: `suggestion-${id}`,
    has_image: random.chance(0.2),
    is_responded: responded_at !== null,
    responded_at,
    response_type_id: responded_at === null ? SUBMITTED : random.int(0, 4),
    official_response: responded_at === null ? null : 'Thank you. We have put it on our list.',
    response_author_id: responded_at === null ? null : people.users.get('ada')?.id,
    author_id: random.pick(people.ordinary).id,
    created_at,
    updated_at: responded_at ?? created_at,
  };
}
