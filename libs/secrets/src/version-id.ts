import { createHash } from 'node:crypto';

/** The id of a version that follows from `text`: a UUID (RFC 9562, version 8), so that repeats and rivals name the same one. */
export function versionIdOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
