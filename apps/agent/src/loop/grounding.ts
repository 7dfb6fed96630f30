import type { Link, PageContext } from '@nat/contracts';
import type { Effect } from '../tools/kit/define-tool';
import { nounOf } from '../tools/kit/nouns';
import { isRecordId } from '../tools/kit/record-ids';
import { folded, occurs, occursAsStem } from './said';
import { dateForms, numberForms, timeForms } from './spoken-forms';

/** What a call can be held against: the person's own words, the page they look at, and what was found for them. */
export interface Grounds {
  /** The person's current message. */
  message: string;
  pageContext?: PageContext;
  /** Links to the records that look-ups of this query found. */
  found: readonly Link[];
  tainted: boolean;
  /** The current year, which is meant when none is said, or one beside it. */
  year: number;
  /** True of an argument whose values are fixed by the tool's schema. */
  isChoice: (name: string) => boolean;
}

/**
 * True when the person's own message asks for just this call (agent.md section 7): every text, number and date of it occurs
 * there, and every target is the record of the page, a person named there of whom only one was found, or, in an untainted
 * conversation, a selection. In a tainted one every flag and choice has to occur too. What is emptied has to be named, and what
 * takes a change back has to be called that. Pure; in doubt it is false, and a person is asked.
 */
export function isGrounded(input: unknown, effect: Effect, grounds: Grounds): boolean {
  const said = folded(grounds.message);
  const about = new Set(effect.targets.ids);
  if (effect.undoes !== undefined && !takingBack.some(words => occurs(words, said))) return false;
  return targetsGrounded(input, effect, said, grounds) && leavesOf(input).every(leaf => leafGrounded(leaf, about, said, grounds));
}

const takingBack = ['undo', 'take back', 'take it back', 'take that back', 'revert', 'reverse', 'put back', 'put it back'];

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
  if (value === null) return occursAll(wordsOf(name), said);
  if (typeof value === 'boolean') return !grounds.tainted || occursAll(wordsOf(name), said);
  if (typeof value === 'number') return numberForms(name, value).some(form => occurs(form, said));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (about.has(text)) return true;
  if (grounds.isChoice(name)) return !grounds.tainted || occursAll(wordsOf(text), said);
  if (isRecordId(text) && isNamed(`/${text}`, text, said, grounds)) return true;
  return occurs(folded(text), said) || isDaySaid(text, said, grounds);
}

/** A day, in the year that is said, and at the time that is said where it has one. */
function isDaySaid(text: string, said: string, { year: now }: Grounds): boolean {
  if (!dateForms(text).some(form => occurs(form, said))) return false;
  const years = said.match(/(?<!\d)(?:19|20)\d\d(?!\d)/g);
  const year = text.slice(0, 4);
  if (years ? !years.includes(year) : Math.abs(Number(year) - now) > 1) return false;
  return timeForms(text)?.some(form => occurs(form, said)) ?? true;
}

function targetsGrounded(input: unknown, { targets: { type, ids } }: Effect, said: string, grounds: Grounds): boolean {
  const selection = (input as { result_set?: unknown } | null)?.result_set;
  if (selection !== undefined) return !grounds.tainted;
  const { pageContext, found } = grounds;
  // Ids count within a type: a list of the same number is another record.
  const ofType = { found, pageContext: pageContext?.kind === nounOf(type) ? pageContext : undefined };
  return ids.every(id => !isRecordId(id) || isNamed(`/${type}/${id}`, id, said, ofType));
}

/**
 * The record of the page; one whose id the person gave; one whose name they gave, if nothing else was found that they can mean
 * by it.
 *
 * @param end of the address of its page.
 */
function isNamed(end: string, id: string, said: string, { pageContext, found }: Pick<Grounds, 'pageContext' | 'found'>): boolean {
  if (pageContext?.recordId === id || occurs(id, said)) return true;
  const links = found.filter(({ url }) => url.endsWith(end));
  return links.some(({ url, label }) => {
    const name = nameIn(label);
    const others = found.filter(other => other.url !== url).map(other => nameIn(other.label));
    const isMeant = (other: string): boolean => other === name || (occurs(name, other) && occurs(other, said));
    return occurs(name, said) && !others.some(isMeant);
  });
}

/** The name in a label such as `Ana Ruiz, Austin`. */
const nameIn = (label: string): string => folded(label.split(/[,(]/)[0]!);

const emptyWords = new Set(['is', 'has', 'include', 'id', 'status', 'of', 'in']);
const wordsOf = (name: string): string[] =>
  folded(name)
    .split(/[_\s-]+/)
    .filter(word => word !== '' && !emptyWords.has(word));

/** Every word of a label, in its own form or as the beginning of a longer one. */
const occursAll = (words: readonly string[], said: string): boolean =>
  words.length > 0 && words.every(word => occursAsStem(word, said));
