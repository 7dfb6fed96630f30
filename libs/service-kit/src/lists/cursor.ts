import type { NationSlug, Page } from '@nat/contracts';
import { createHash } from 'node:crypto';
import { AppError } from '../errors/app-error';

/** What a cursor is bound to: whose list it is, which one, and what it was narrowed to. */
export interface CursorScope {
  owner: { nationSlug: NationSlug; userId: string };
  /** Name of the list, such as `conversations`. */
  list: string;
  /** Filters of the request; one that is undefined is one that was not given. */
  filters?: Readonly<Record<string, string | undefined>>;
}

const tagBytes = 12;

/**
 * An opaque place in a list: a digest of its scope, then the position, in base64url. It holds no secret and needs none. The
 * partition that is read always comes from the caller, so whoever makes a cursor up can only page through their own list.
 *
 * @param position where to go on: the sort key of the last row that was given, at most 500 bytes.
 */
export function encodeCursor(scope: CursorScope, position: string): string {
  return Buffer.concat([tagOf(scope), Buffer.from(position)]).toString('base64url');
}

/**
 * The position in a cursor; undefined where none was given.
 *
 * @param form what a position of this list looks like, from `^` to `$`: what was tampered with never reaches a store.
 * @throws AppError `cursor_invalid` for another caller, list or filter, and for anything that this list never gave out.
 */
export function decodeCursor(scope: CursorScope, cursor: string | undefined, form: RegExp): string | undefined {
  if (cursor === undefined) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  const position = bytes.subarray(tagBytes).toString();
  // Node's decoder skips what is no base64; only the one spelling that was given out is taken.
  if (form.test(position) && encodeCursor(scope, position) === cursor) return position;
  throw new AppError('cursor_invalid', 'This cursor does not belong to this list; start again from its first page.');
}

/** What makes a page of rows. */
export interface PageParts<Row, Item> {
  /** In the order of the list, one more than fits where there are more. */
  rows: readonly Row[];
  /** Most items a page. */
  limit: number;
  scope: CursorScope;
  positionOf: (row: Row) => string;
  itemOf: (row: Row) => Item;
}

/** A page of a list. It has a next one iff a row was read that does not fit. */
export function pageFrom<Row, Item>({ rows, limit, scope, positionOf, itemOf }: PageParts<Row, Item>): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(itemOf),
    nextCursor: last === undefined ? null : encodeCursor(scope, positionOf(last)),
  };
}

/** Names are sorted, so the order in which filters are written does not matter. */
function tagOf({ owner, list, filters = {} }: CursorScope): Buffer {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  const facts = [owner.nationSlug, owner.userId, list, ...given.sort(([a], [b]) => (a < b ? -1 : 1))];
  return createHash('sha256').update(JSON.stringify(facts)).digest().subarray(0, tagBytes);
}
