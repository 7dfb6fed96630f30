import { plainName } from '../clauses';
import { CannotAnswer, countOf, found, rowsOf, type Plan, type PlanKit, type Step } from '../plan';
import type { Intent } from '../intent';
import { counted, listed, named, numberOf, type Row } from '../wording';

/** "Volunteer", "volunteers" and "VOLUNTEER" are variants of one word. */
function stem(text: string): string {
  const word = text.normalize('NFC').trim().toLowerCase();
  if (/[^s]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word;
}

/** What every variant of the word contains, so that one search finds them all: "party" and "parties" share "part". */
const commonPart = (text: string): string => stem(text).replace(/y$/, '');

/** The tags that are this word, give or take case and plural; ends the plan with similar ones when there is none. */
function* tagsNamed(kit: PlanKit, name: string): Step<Row[]> {
  const text = commonPart(name);
  const result = yield* kit.call(
    'tags',
    'list_signup_tags',
    { filter: { name: { match: text } }, limit: 20 },
    { filter: { name }, limit: 20 },
  );
  const rows = rowsOf(result);
  const variants = rows.filter(row => typeof row['name'] === 'string' && stem(row['name']) === stem(name));
  if (variants.length > 0) return variants;
  const similar = rows.map(row => `“${named(row['name'], 'without a name')}”`);
  const hint = similar.length > 0 ? ` Similar tags: ${listed(similar, similar.length, 5)}.` : '';
  throw new CannotAnswer(`No tag is named “${named(name)}”.${hint}`);
}

function* tagged(kit: PlanKit, name: string, wanted: 'count' | 'names'): Plan {
  const tags = yield* tagsNamed(kit, name);
  const limit = wanted === 'names' ? 20 : 1;
  const outcomes = yield tags.map(tag =>
    kit.plan('who has this tag', 'list_signup_taggings', { tag_id: tag['id'], limit }, { tag_id: String(tag['id']), limit }),
  );
  const sentences = tags.map((tag, index) => sentence(tag, found(outcomes[index], 'who has this tag'), wanted));
  if (tags.length === 1) return sentences[0]!;
  return `${counted(tags.length, 'tag')} match “${named(name)}”. ${sentences.join(' ')} Someone may have more than one of them.`;
}

function sentence(tag: Row, result: ReturnType<typeof found>, wanted: 'count' | 'names'): string {
  const { count, partial } = countOf(result);
  const who = `${partial ? 'At least ' : ''}${counted(count, 'person is', 'people are')} tagged “${named(tag['name'])}”`;
  const names = wanted === 'names' ? rowsOf(result).map(row => named(row['name'])) : [];
  return names.length > 0 ? `${who}: ${listed(names, count)}.` : `${who}.`;
}

const forms = [
  /^(how many|who|which|list|show|find|count|number of)\b(.*?)\btagged (?:as |with )?(.+)$/i,
  /^(how many|who|which|list|show|find|count|number of)\b(.*?)\b(?:have|has|with|carry|carries) the (?:tag (.+)|(.+?) tag)$/i,
];
const people =
  /^(?: me)?(?: all)?(?: of)?(?: our| the)?(?: people| persons?| signups?| contacts?)?(?: that| who)?(?: are| is| have been| has been| were| do we have)?$/i;

/** "How many people are tagged volunteer?", "Who has the tag "major donor"?" */
export const taggedPeople: Intent = {
  needs: ['list_signup_tags', 'list_signup_taggings'],
  example: 'How many people are tagged volunteer?',
  read(clause, kit) {
    const match = forms.map(form => clause.match(form)).find(Boolean);
    if (!match) return undefined;
    const [, verb = '', subject = '', first, second] = match;
    const name = plainName(first ?? second ?? '', /\s+tag$/i);
    const quoted = (first ?? second ?? '').includes('"');
    if (!people.test(subject.trimEnd()) || (!quoted && / (?:in|and|or|who|from|since|last|this) /i.test(name))) {
      return () => {
        throw new CannotAnswer('I can count or list who has one tag, but not combine a tag with another condition.');
      };
    }
    return () => tagged(kit, name, /^(?:how many|count|number of)$/i.test(verb) ? 'count' : 'names');
  },
};

/** "What tags are there?" */
export const listTags: Intent = {
  needs: ['list_signup_tags'],
  example: 'What tags are there?',
  read(clause, kit) {
    const asks =
      /^(?:list|show(?: me)?|what(?: are)?|which|how many)(?: all)?(?: of)?(?: the| our)? tags(?: are there| do we have| exist)?$/i.test(
        clause,
      );
    return asks ? () => listAllTags(kit) : undefined;
  },
};

function* listAllTags(kit: PlanKit): Plan {
  const result = yield* kit.call('tags', 'list_signup_tags', { limit: 20 }, {});
  const { count, partial } = countOf(result);
  const names = rowsOf(result).map(row => {
    const taggings = numberOf(row['taggings_count']);
    return `${named(row['name'], 'a tag without a name')}${taggings === undefined ? '' : ` (${counted(taggings, 'person', 'people')})`}`;
  });
  if (names.length === 0) return 'There are no tags.';
  return `There ${count === 1 ? 'is' : 'are'} ${partial ? 'at least ' : ''}${counted(count, 'tag')}: ${listed(names, count)}.`;
}
