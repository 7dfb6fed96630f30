import { type NationSlug, PageRequest } from '@nat/contracts';
import fc from 'fast-check';
import { AppError } from '../errors/app-error';
import { type CursorScope, decodeCursor, encodeCursor, pageFrom } from './cursor';

const anything = /^.*$/su;
const owner = { nationSlug: 'acme' as NationSlug, userId: 'usr_1' };
const scope: CursorScope = { owner, list: 'conversations' };

const filters = fc.dictionary(fc.string({ maxLength: 8 }), fc.option(fc.string({ maxLength: 8 }), { nil: undefined }), {
  maxKeys: 3,
});
const scopes: fc.Arbitrary<CursorScope> = fc.record({
  owner: fc.record({
    nationSlug: fc.constantFrom('acme', 'acme2', 'other').map(slug => slug as NationSlug),
    userId: fc.constantFrom('usr_1', 'usr_2'),
  }),
  list: fc.constantFrom('conversations', 'messages', 'actions'),
  filters,
});

/** What decides whether two scopes are one. */
function sameAs({ owner: { nationSlug, userId }, list, filters: given = {} }: CursorScope): string {
  const names = Object.keys(given).filter(name => given[name] !== undefined);
  return JSON.stringify([nationSlug, userId, list, names.sort().map(name => [name, given[name]])]);
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as AppError).code;
  }
  return 'taken';
}

it('gives a position back to whom it was given, whatever the position', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 100 });
  fc.assert(
    fc.property(scopes, texts, (given, position) => {
      const cursor = encodeCursor(given, position);
      expect(decodeCursor(given, cursor, anything)).toBe(position);
      expect(cursor).toMatch(/^[\w-]+$/);
    }),
  );
});

it('is refused to every other caller, list and filter', () => {
  fc.assert(
    fc.property(scopes, scopes, (given, used) => {
      const cursor = encodeCursor(given, 'p');
      const outcome = refusal(() => decodeCursor(used, cursor, anything));
      expect(outcome).toBe(sameAs(given) === sameAs(used) ? 'taken' : 'cursor_invalid');
    }),
    { numRuns: 1000 },
  );
});

it('does not depend on the order in which filters are written', () => {
  const one = { ...scope, filters: { status: 'pending', query: 'q', user: undefined } };
  const other = { ...scope, filters: { query: 'q', status: 'pending' } };
  expect(encodeCursor(one, 'p')).toBe(encodeCursor(other, 'p'));
});

it('takes no other spelling than its own, and no text that is none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), text => {
      const outcome = refusal(() => decodeCursor(scope, text, anything));
      expect(outcome).toBe('cursor_invalid');
    }),
  );
  const cursor = encodeCursor(scope, 'CONV#1');
  for (const text of [`${cursor}=`, ` ${cursor}`, `${cursor}\n`, `${cursor.slice(0, 4)}!${cursor.slice(4)}`, cursor.slice(0, 16)])
    expect([text, refusal(() => decodeCursor(scope, text, /^CONV#/))]).toEqual([text, 'cursor_invalid']);
});

it('keeps a position of another form than the list gives out away from the store', () => {
  const made = encodeCursor(scope, 'SETTINGS');
  expect(refusal(() => decodeCursor(scope, made, /^CONV#\d$/))).toBe('cursor_invalid');
});

it('is no position at all where no cursor was given', () => {
  expect(decodeCursor(scope, undefined, anything)).toBeUndefined();
});

it('fits the query string of every list', () => {
  expect(PageRequest.safeParse({ cursor: encodeCursor(scope, 'x'.repeat(500)) }).success).toBe(true);
});

it('pages through every row once and in order, whatever the size of a page', () => {
  fc.assert(
    fc.property(fc.nat(30), fc.integer({ min: 1, max: 7 }), (count, limit) => {
      const all = Array.from({ length: count }, (_, index) => String(index).padStart(3, '0'));
      const seen: string[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const after = decodeCursor(scope, cursor, /^\d{3}$/);
        const rest = all.filter(row => after === undefined || row > after);
        const page = pageFrom({ rows: rest.slice(0, limit + 1), limit, scope, positionOf: row => row, itemOf: row => row });
        seen.push(...page.items);
        cursor = page.nextCursor ?? undefined;
        pages += 1;
      } while (cursor !== undefined);
      expect(seen).toEqual(all);
      expect(pages).toBe(Math.max(1, Math.ceil(count / limit)));
    }),
  );
});
