import type { AuditFilter, AuditLogItem, Page } from '@nat/contracts';
import { encodeCursor, type CursorScope, pageFrom } from '@nat/service-kit';
import type { AuditEntry } from './audit-entry';
import type { AuditRange, StoredEntry } from './audit.store';

/** Entries one request looks at before it answers with what it has found, be it nothing. */
export const mostLookedAt = 2_000;

/** The time a filter asks for, in the one spelling of instants that is used in keys. Pure. */
export function rangeOf({ from, to }: AuditFilter): Pick<AuditRange, 'from' | 'to'> {
  return { ...(from && { from: normalized(from) }), ...(to && { to: normalized(to) }) };
}

/** Entries worth fetching at once for a page of `limit`: a few more than it where none is passed over. Pure. */
export function pageSizeOf({ type, actor }: AuditFilter, limit: number): number {
  return type === undefined && actor === undefined ? limit + 2 : 250; // its end, which belongs to no range, and one more than fits
}

/** True for an entry of that type, or of that thing, and of that actor. Time is not looked at: it is in the key. Pure. */
export function matches(entry: AuditEntry, { type, actor }: AuditFilter): boolean {
  const ofType = type === undefined || entry.type === type || entry.type.startsWith(`${type}.`);
  return ofType && (actor === undefined || entry.actor === actor);
}

/** An entry as admins see it. Pure. */
export function itemOf({ entry, link }: StoredEntry): AuditLogItem {
  const { expiresAt: _, ...shown } = entry;
  return { ...shown, ...(link && { sequence: link.sequence, hash: link.hash }) };
}

/**
 * A page of what matches. A rare thing in a long log is not searched for to its end: after {@link mostLookedAt} entries the
 * page is what was found, and its cursor goes on from there.
 */
export async function auditPage(
  log: AsyncIterable<StoredEntry>,
  { filter, limit, scope }: { filter: AuditFilter; limit: number; scope: CursorScope },
): Promise<Page<AuditLogItem>> {
  const rows: StoredEntry[] = [];
  let lookedAt = 0;
  for await (const stored of log) {
    if (matches(stored.entry, filter)) rows.push(stored);
    if (rows.length > limit) break;
    if (++lookedAt < mostLookedAt) continue;
    return { items: rows.map(itemOf), nextCursor: encodeCursor(scope, stored.position) };
  }
  return pageFrom({ rows, limit, scope, positionOf: ({ position }) => position, itemOf });
}

function normalized(instant: string): string {
  return new Date(instant).toISOString();
}
