import { NationSlug } from '@nat/contracts';
import fc from 'fast-check';
import type { AuditEntry } from '../src/audit/audit-entry';
import { positionOf, type StoredEntry } from '../src/audit/audit.store';
import { type ChainHead, emptyChain, headOf, linkedTo } from '../src/audit/chain-link';

export const demo = NationSlug.parse('demo');
/** Epoch seconds of the tests, 2026-06-15; entries of {@link entries} expire later. */
export const now = 1_781_524_800;

const word = fc.stringMatching(/^[a-z_]{1,12}$/);
const text = fc.oneof(word, fc.string({ unit: 'binary', maxLength: 20 }));
const value = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
const idOf = (number: number): string => `aud_${String(number).padStart(32, '0')}`;

/** Entries a second apart, in order of time, with anything in them that an entry can hold. */
export function entries(size: { minLength: number; maxLength: number }): fc.Arbitrary<AuditEntry[]> {
  const facts = fc.record(
    {
      type: fc.constantFrom('member.removed', 'connection.refreshed', 'action.executed'),
      subject: text,
      outcome: fc.constantFrom('succeeded' as const, 'refused' as const, 'failed' as const),
      requestId: word,
      actor: word,
      network: word,
      data: fc.dictionary(text, value, { maxKeys: 3 }),
    },
    { requiredKeys: ['type', 'subject', 'outcome', 'requestId'] },
  );
  const numbered = (all: Omit<AuditEntry, 'auditId' | 'time' | 'expiresAt'>[]): AuditEntry[] =>
    all.map((each, index) => ({ ...each, ...placeInTime(index) }));
  return fc.array(facts, size).map(numbered);
}

/** An entry about nothing in particular. */
export function anEntry(number: number, more: Partial<AuditEntry> = {}): AuditEntry {
  const facts = { type: 'member.removed', subject: 'usr_x', outcome: 'succeeded', requestId: 'req_1' } as const;
  return { ...facts, ...placeInTime(number), ...more };
}

function placeInTime(number: number): Pick<AuditEntry, 'auditId' | 'time' | 'expiresAt'> {
  const time = new Date((now - 86_400 + number) * 1_000).toISOString();
  return { auditId: idOf(number), time, expiresAt: now + 1_000 + number };
}

/** A log as it is stored, whole and chained; `after` is where it goes on from. */
export function chained(given: readonly AuditEntry[], after = emptyChain): { log: StoredEntry[]; head: ChainHead } {
  const linked = linkedTo(demo, after, given);
  const log = linked.map(({ entry, link }) => ({ entry, link, waiting: false, position: positionOf(entry) }));
  const last = linked.at(-1);
  return { log, head: last ? headOf(last) : after };
}
