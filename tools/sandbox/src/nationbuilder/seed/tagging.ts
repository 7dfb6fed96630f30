import { toNationTime } from '../engine/nation-time';
import { slugify } from '../rules/slugs';
import type { Calendar } from './calendar';
import { type Draft, idSequence, shares } from './draft';
import type { People } from './people';
import { Random } from './random';
import { TAGS } from './words';

const TAGGINGS = 6200;
const VOLUNTEER = 240;
const VOLUNTEERS = 60;

/** Sizes of the lists: an empty one, one of exactly 250 (the edge of a page), a large one. */
const LISTS: readonly (readonly [name: string, size: number])[] = [
  ['Everyone in Texas', 1400],
  ['Spring appeal', 250],
  ['Empty list', 0],
  ['One person', 1],
  ['Phone bank Monday', 37],
  ['Phone bank Tuesday', 41],
  ['Canvass turf 1', 80],
  ['Canvass turf 2', 76],
  ['Major donors', 22],
  ['Lapsed donors', 133],
  ['Newsletter test', 12],
  ['House party hosts', 48],
  ['Event follow-up', 156],
  ['Needs a call', 301],
  ['Press list', 19],
  ['Board', 9],
  ['Interns', 14],
  ['Stale count', 90],
];

/** The one counter that lies, on purpose. */
const STALE_BY = 3;

export function makeTags(seed: number, calendar: Calendar, people: People): { tags: Draft[]; taggings: Draft[] } {
  const random = new Random(seed, 'tags');
  const tagId = idSequence(60);
  const sizes = [VOLUNTEER, VOLUNTEERS, ...shares(TAGGINGS - VOLUNTEER - VOLUNTEERS, TAGS.length - 3), 0];
  const tags = TAGS.map((name, index): Draft => ({ id: tagId(), name, taggings_count: sizes[index], imported: false }));
  const taggingId = idSequence(10_000);
  const taggings = tags.flatMap(tag =>
    random.sample(people.ordinary, Number(tag.taggings_count)).map(person => ({
      id: taggingId(),
      tag_id: tag.id,
      signup_id: person.id,
      created_at: calendar.timeDaysAgo(random.int(1, 900), random),
    })),
  );
  return { tags, taggings };
}

export interface ListsOfPeople {
  readonly lists: Draft[];
  readonly members: Map<string, string[]>;
}

export function makeLists(seed: number, calendar: Calendar, people: People): ListsOfPeople {
  const random = new Random(seed, 'lists');
  const nextId = idSequence(80);
  const members = new Map<string, string[]>();
  const lists = LISTS.map(([name, size]): Draft => {
    const id = nextId();
    const chosen = new Set(random.sample(people.all, size));
    members.set(
      id,
      people.all.filter(person => chosen.has(person)).map(person => person.id),
    );
    const time = toNationTime(calendar.daysAgo(random.int(5, 500), random));
    return {
      id,
      name,
      slug: slugify(name),
      author_id: people.users.get('ada')?.id,
      signups_count: name === 'Stale count' ? size + STALE_BY : size,
      created_at: time,
      updated_at: time,
    };
  });
  return { lists, members };
}
