import type { Link, PageContext } from '@nat/contracts';
import type { Effect } from '../tools/kit/define-tool';
import { isRecordId } from '../tools/kit/record-ids';
import { dateForms, numberForms } from './spoken-forms';

/** What a call can be held against: the person's own words, the page they look at, and what was found for them. */
export interface Grounds {
  /** The person's current message. */
  message: string;
  pageContext?: PageContext;
  /** Links to the records that look-ups of this query found. */
  found: readonly Link[];
  tainted: boolean;
  /** True of an argument whose values are fixed by the tool's schema. */
  isChoice: (name: string) => boolean;
}

/**
 * True when the person's own message asks for just this call (agent.md section 7): every text, number and date of it occurs
 * there, and every target is the record of the page, a person named there of whom only one was found, or, in an untainted
 * conversation, a selection. In a tainted one every flag and choice has to occur too. Pure; in doubt it is false, and a
 * person is asked.
 */
export function isGrounded(input: unknown, effect: Effect, grounds: Grounds): boolean {
  const said = folded(grounds.message);
  const about = new Set(effect.targets.ids);
  return targetsGrounded(input, effect, said, grounds) && leavesOf(input).every(leaf => leafGrounded(leaf, about, said, grounds));
}

interface Leaf {
  name: string;
  value: unknown;
}

function leavesOf(value: unknown, name = ''): Leaf[] {
  if (Array.isArray(value)) return value.flatMap(part => leavesOf(part, name));
  if (typeof value !== 'object' || value === null) return [{ name, value }];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, key));
}

function leafGrounded({ name, value }: Leaf, about: ReadonlySet<string>, said: string, grounds: Grounds): boolean {
  if (value === undefined || name === 'result_set') return true;
  if (value === null) return !grounds.tainted || occursAny(wordsOf(name), said);
  if (typeof value === 'boolean') return !grounds.tainted || occursAny(wordsOf(name), said);
  if (typeof value === 'number') return numberForms(name, value).some(form => occurs(form, said));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (about.has(text)) return true;
  if (grounds.isChoice(name)) return !grounds.tainted || occursAny(wordsOf(text), said);
  if (isRecordId(text) && isNamed(text, said, grounds)) return true;
  return occurs(folded(text), said) || dateForms(text).some(form => occurs(form, said));
}

function targetsGrounded(input: unknown, { targets }: Effect, said: string, grounds: Grounds): boolean {
  const selection = (input as { result_set?: unknown } | null)?.result_set;
  if (selection !== undefined) return !grounds.tainted;
  return targets.ids.every(id => !isRecordId(id) || isNamed(id, said, grounds));
}

/** The record of the page; one whose id the person gave; one whose name they gave, if nothing else of that name was found. */
function isNamed(id: string, said: string, { pageContext, found }: Grounds): boolean {
  if (pageContext?.recordId === id || occurs(id, said)) return true;
  const link = found.find(({ url }) => url.endsWith(`/${id}`));
  if (!link) return false;
  const name = nameIn(link.label);
  const alike = new Set(found.filter(({ label }) => nameIn(label) === name).map(({ url }) => url));
  return alike.size === 1 && occurs(name, said);
}

/** The name in a label such as `Ana Ruiz, Austin`. */
const nameIn = (label: string): string => folded(label.split(/[,(]/)[0]!);

/** NFKC, lower case, typographic quotes as plain ones, runs of space as one. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, ' ').trim();
}

/** True when it stands there as a word of its own, not as a part of a longer word or number. */
function occurs(part: string, said: string): boolean {
  if (part === '') return false;
  for (let at = said.indexOf(part); at >= 0; at = said.indexOf(part, at + 1)) {
    const [before, after] = [said[at - 1] ?? ' ', said[at + part.length] ?? ' '];
    if (!isWordPart(before, part[0]!) && !isWordPart(after, part.at(-1)!)) return true;
  }
  return false;
}

const letterOrDigit = /[\p{L}\p{N}]/u;
const isWordPart = (neighbor: string, edge: string): boolean => letterOrDigit.test(neighbor) && letterOrDigit.test(edge);

const emptyWords = new Set(['is', 'has', 'include', 'id', 'status', 'of', 'in']);
const wordsOf = (name: string): string[] =>
  folded(name)
    .split(/[_\s-]+/)
    .filter(word => word !== '' && !emptyWords.has(word));

/** Every word of a label, in its own form or as the beginning of a longer one. */
const occursAny = (words: readonly string[], said: string): boolean =>
  words.length > 0 && words.every(word => said.includes(word));
