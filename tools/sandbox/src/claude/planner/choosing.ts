import { readPlace } from './places';
import type { Row } from './wording';

/** Says of each of several records whether it is the one that is meant. */
export type Choice = (row: Row, index: number, rows: readonly Row[]) => boolean;

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const traits: Record<string, string> = { volunteer: 'is_volunteer', donor: 'is_donor', supporter: 'is_supporter' };
const plain = (text: unknown): string => (typeof text === 'string' ? text.normalize('NFC').trim().toLowerCase() : '');

/** What "the one in Austin", "the second one", "person 12", "the donor" or "Winter Rally" chooses among the records that were shown. */
export function choiceOf(text: string): Choice {
  const said = text.replace(/^(?:i mean|that is|it is|no,?|yes,?) /i, '').replace(/^the /i, '');
  const [, ordinal = ''] = said.match(/^(\w+)(?: one| of them)?$/i) ?? [];
  const place = ordinals.indexOf(ordinal.toLowerCase());
  const id = said.match(/^(?:[a-z]+ )?#?(\w*\d)$/i)?.[1];
  const trait = traits[ordinal.toLowerCase()];
  const where = readPlace(said.replace(/^.*?\b(?:in|from) |^one in /i, ''));
  return (row, index, rows) =>
    index === place ||
    (ordinal.toLowerCase() === 'last' && index === rows.length - 1) ||
    (id !== undefined && String(row['id']) === id) ||
    (trait !== undefined && row[trait] === true) ||
    (where !== undefined && isThere(row, where)) ||
    (plain(row['name']) === plain(said) && plain(said) !== '');
}

/** Whether somebody lives there. */
const isThere = (row: Row, { city, state }: { city?: string; state?: string }): boolean =>
  (city === undefined || plain(row['city']) === plain(city)) && (state === undefined || plain(row['state']) === plain(state));
