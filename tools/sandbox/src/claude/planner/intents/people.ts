import { takePeriod, type Period } from '../period';
import { readPlaces, type Place } from '../places';
import { countOf, found, rowsOf, type Plan, type PlanKit, type PlannedCall } from '../plan';
import type { Intent } from '../intent';
import { counted, listed, named } from '../wording';

interface Kind {
  singular: string;
  plural: string;
  filter?: Record<string, unknown>;
}

const kinds: Record<string, Kind> = {
  volunteer: { singular: 'volunteer', plural: 'volunteers', filter: { is_volunteer: true } },
  donor: { singular: 'donor', plural: 'donors', filter: { is_donor: true } },
  supporter: { singular: 'supporter', plural: 'supporters', filter: { is_supporter: true } },
  person: { singular: 'person', plural: 'people', filter: { signup_type: 0 } },
  signup: { singular: 'signup', plural: 'signups' },
};

interface Selection {
  kind: Kind;
  places: Place[];
  joined?: Period | undefined;
}

const nouns = /^(?:all )?(?:of )?(?:our |the |my )?(volunteers?|donors?|supporters?|people|persons?|signups?|contacts?)\b/i;
const fillers =
  /\b(?:are there|do we have|have we got|are|is|live|lives|living|based|located|we have|there|in total|in the nation|who|that)\b/gi;
const roundabout = /^(?:people|persons|signups|contacts)(?: who| that)? are (?=(?:volunteers|donors|supporters)\b)/i;
const joining = /\b(?:who |have |has |were |was |that )*(?:joined|signed up|been added|added|created|registered)\b/i;

/** Reads "volunteers who live in Austin"; undefined when a word is left that it does not understand. */
export function readSelection(text: string, kit: PlanKit): Selection | undefined {
  const asked = text.replace(roundabout, '');
  const noun = asked.match(nouns);
  if (!noun) return undefined;
  const kind = kindOf(noun[1]!);
  const after = asked.slice(noun[0].length);
  const joins = joining.test(after);
  const { period, rest } = joins ? takePeriod(after.replace(joining, ' '), kit.now) : { period: undefined, rest: after };
  const left = rest.replace(fillers, ' ').replace(/\s+/g, ' ').trim();
  if (joins && !period) return undefined;
  if (left === '') return { kind, places: [], joined: period };
  const places = /^(?:in|from) /i.test(left) ? readPlaces(left.replace(/^(?:in|from) /i, '')) : undefined;
  return places && { kind, places, joined: period };
}

/** Organizations are signups too, but not people. */
function kindOf(noun: string): Kind {
  const word = noun.toLowerCase().replace(/s$/, '').replace('people', 'person');
  return kinds[word] ?? kinds['signup']!;
}

function callFor(kit: PlanKit, { kind, joined }: Selection, place: Place | undefined, limit: number): PlannedCall {
  const filter = { ...kind.filter, ...(joined && { created_at: { gte: joined.gte, lt: joined.lt } }) };
  const base = { ...(Object.keys(filter).length > 0 && { filter }), limit };
  const where = { ...(place?.city && { city: place.city }), ...(place?.state && { state: place.state }) };
  return kit.plan(kind.plural, 'list_signups', { ...base, ...where }, { ...base, filter: { ...filter, ...where } });
}

function* count(kit: PlanKit, selection: Selection): Plan {
  const places = selection.places.length > 0 ? selection.places : [undefined];
  const outcomes = yield places.map(place => callFor(kit, selection, place, 1));
  return places
    .map((place, index) => sentence(selection, place, countOf(found(outcomes[index], selection.kind.plural))))
    .join(' ');
}

function* list(kit: PlanKit, selection: Selection): Plan {
  const places = selection.places.length > 0 ? selection.places : [undefined];
  const outcomes = yield places.map(place => callFor(kit, selection, place, 20));
  const answers = places.map((place, index) => {
    const result = found(outcomes[index], selection.kind.plural);
    const total = countOf(result);
    const names = rowsOf(result).map(row => named(row['name'] ?? row['full_name']));
    const opening = sentence(selection, place, total);
    return names.length > 0 ? `${opening.slice(0, -1)}: ${listed(names, total.count)}.` : opening;
  });
  return answers.join(' ');
}

function sentence({ kind, joined }: Selection, place: Place | undefined, { count, partial }: ReturnType<typeof countOf>): string {
  const amount = (partial ? 'At least ' : '') + counted(count, kind.singular, kind.plural);
  if (joined) return `${amount}${place ? ` in ${place.label}` : ''} joined, ${joined.label}.`;
  if (place) return `${amount} ${count === 1 ? 'lives' : 'live'} in ${place.label}.`;
  return count === 1 ? `There is ${lower(amount)}.` : `There are ${lower(amount)}.`;
}

const lower = (text: string): string => text[0]!.toLowerCase() + text.slice(1);

/** "How many volunteers live in Austin?", and after it "how many in Houston?" */
export const countPeople: Intent = {
  needs: ['list_signups'],
  example: 'How many volunteers live in Austin?',
  read(clause, kit, earlier) {
    const asked = clause.match(/^(?:how many|count(?: of)?|(?:what is |what's )?the number of|number of)\s+(.+)$/i)?.[1];
    if (!asked) return undefined;
    const elliptic = /^(?:live |are )?(?:in|from) /i.test(asked)
      ? earlier?.match(/^how many (?:of )?(?:our |the )?(\w+)/i)?.[1]
      : undefined;
    const selection = readSelection(elliptic ? `${elliptic} ${asked}` : asked, kit);
    return selection && (() => count(kit, selection));
  },
};

/** "List the volunteers in Texas", "Who lives in Austin?" */
export const listPeople: Intent = {
  needs: ['list_signups'],
  example: 'Which volunteers live in Austin?',
  read(clause, kit) {
    const [, verb, place] = clause.match(/^who (lives|volunteers) (in .+)$/i) ?? [];
    const asked = verb
      ? `${verb.toLowerCase() === 'lives' ? 'people' : verb} ${place}`
      : clause.match(/^(?:who are|list|show(?: me)?|which|name|find|give me)\s+(?:all\s+)?(.+)$/i)?.[1];
    const selection = asked === undefined ? undefined : readSelection(asked, kit);
    return selection && (() => list(kit, selection));
  },
};
