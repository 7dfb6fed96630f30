import { QueryId } from '@nat/contracts';
import { base32 } from '@nat/service-kit';
import { createHash } from 'node:crypto';

/** 160 bits: a collision needs about 2^80 questions. */
const bytes = 20;

/**
 * The id of the query that `key` asks for: `qry_` and base32 of the first 160 bits of SHA-256 over nation, user and
 * `Idempotency-Key`, one per line. So a repeat finds the same query in every service, without a table here. None of the
 * three can hold a line feed, so no two triples make the same text.
 */
export function queryIdOf(nationSlug: string, userId: string, key: string): QueryId {
  const digest = createHash('sha256').update(`${nationSlug}\n${userId}\n${key}`).digest();
  return QueryId.parse(`qry_${base32(digest.subarray(0, bytes))}`);
}
