import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';

/**
 * A value as canonical JSON (RFC 8785): equal values have equal text, whatever the order of their fields. Fields without a value are
 * not there. Throws for what JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('There is no JSON of this value');
  return text;
}

/** SHA-256 of a value's canonical JSON, in hexadecimal. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
