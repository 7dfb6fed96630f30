import { CannotAnswer, rowsOf, type PlanKit, type Step } from './plan';
import { listed, named, type Row } from './wording';

/** "Volunteer", "volunteers" and "VOLUNTEER" are variants of one word. */
function stem(text: string): string {
  const word = text.normalize('NFC').trim().toLowerCase();
  if (/[^s]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word;
}

/** What every variant of the word contains, so that one search finds them all: "party" and "parties" share "part". */
const commonPart = (text: string): string => stem(text).replace(/y$/, '');

export const tagName = (row: Row): string => named(row['name'], 'a tag without a name');

/** Tags by a name as somebody says it. */
export interface NamedTags {
  /** The tag of exactly that name, or else all its variants in case and plural. */
  meant: Row[];
  /** Variants beside the one that is meant. */
  others: Row[];
}

/** Ends the plan with similar names when no tag is that word. */
export function* tagsNamed(kit: PlanKit, name: string): Step<NamedTags> {
  const result = yield* kit.call(
    'tags',
    'list_signup_tags',
    { filter: { name: { match: commonPart(name) } }, limit: 20 },
    { filter: { name }, limit: 20 },
  );
  const rows = rowsOf(result);
  const variants = rows.filter(row => typeof row['name'] === 'string' && stem(row['name']) === stem(name));
  const exact = variants.filter(row => row['name'] === name);
  if (exact.length > 0) return { meant: exact, others: variants.filter(row => row['name'] !== name) };
  if (variants.length > 0) return { meant: variants, others: [] };
  const similar = rows.map(row => `“${tagName(row)}”`);
  const hint = similar.length > 0 ? ` Similar tags: ${listed(similar, similar.length, 5)}.` : '';
  throw new CannotAnswer(`No tag is named “${named(name)}”.${hint}`);
}

/** `“Volunteer” or “volunteers”` */
export const eitherTag = (tags: Row[]): string => tags.map(tag => `“${tagName(tag)}”`).join(' or ');
