import type { NationSlug } from '@nat/contracts';
import { canonicalJson } from '@nat/service-kit';
import { createHash } from 'node:crypto';
import type { AuditEntry } from './audit-entry';

/** What ties an entry to the one before it. */
export interface ChainLink {
  /** From 1, without gap. */
  sequence: number;
  /** Hash of the entry before; zeros for the first. */
  previousHash: string;
  /** Epoch seconds from which the entry before may be gone; 0 for the first. So no one can cut the front off unseen. */
  previousExpiresAt: number;
  /** SHA-256 of all of the above and the entry, in hex. */
  hash: string;
}

/** An entry that has its place. */
export interface LinkedEntry {
  entry: AuditEntry;
  link: ChainLink;
}

/** Where a nation's chain ends. */
export interface ChainHead {
  /** Of the last entry; 0 while there is none. */
  sequence: number;
  hash: string;
  /** Epoch seconds from which the last entry may be gone. */
  expiresAt: number;
}

/** The head of a chain without entries. */
export const emptyChain: ChainHead = { sequence: 0, hash: '0'.repeat(64), expiresAt: 0 };

/**
 * Gives entries their places after `head`, in their order. Their expiry never falls along the chain, so what has expired is
 * always its front, although processes' clocks differ. Pure.
 */
export function linkedTo(nationSlug: NationSlug, head: ChainHead, entries: readonly AuditEntry[]): LinkedEntry[] {
  const linked: LinkedEntry[] = [];
  let last = head;
  for (const given of entries) {
    const entry = { ...given, expiresAt: Math.max(given.expiresAt, last.expiresAt) };
    const place = { sequence: last.sequence + 1, previousHash: last.hash, previousExpiresAt: last.expiresAt };
    const link = { ...place, hash: hashOf(nationSlug, entry, place) };
    linked.push({ entry, link });
    last = headOf({ entry, link });
  }
  return linked;
}

/** The head of a chain that ends with this entry. */
export function headOf({ entry, link }: LinkedEntry): ChainHead {
  return { sequence: link.sequence, hash: link.hash, expiresAt: entry.expiresAt };
}

/** SHA-256 of the hash before, then the entry with its nation and its place as canonical JSON (RFC 8785); in hex. Pure. */
export function hashOf(nationSlug: NationSlug, entry: AuditEntry, place: Omit<ChainLink, 'hash'>): string {
  const { previousHash, ...rest } = place;
  const text = previousHash + canonicalJson({ ...entry, ...rest, nationSlug });
  return createHash('sha256').update(text).digest('hex');
}
