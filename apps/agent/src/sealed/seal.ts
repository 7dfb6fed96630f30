import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { DataKey } from './data-keys';

const cipher = 'aes-256-gcm';
const version = 1;
const idBytes = 8;
const ivBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + idBytes;
/** Bytes a sealed content is longer than what was sealed. */
export const sealOverhead = headerBytes + ivBytes + tagBytes;

/** A sealed content that was changed, cut, or moved from its place. Never a reason to go on without it. */
export class SealBroken extends Error {
  constructor() {
    super('a sealed content was changed, or is not in its place');
    this.name = 'SealBroken';
  }
}

/**
 * Seals content for one place: AES-256-GCM with version, key id, and place as additional data, so that it opens nowhere else.
 * Layout: version (1 byte), key id (8), initialization vector (12), tag (16), ciphertext.
 *
 * @param iv 12 random bytes. One key may seal 2^32 contents before two vectors are likely to meet (NIST SP 800-38D).
 * @param place names the row: nation, owner and key of the item.
 */
export function seal(content: Uint8Array, key: DataKey, place: string, iv: Uint8Array): Uint8Array {
  const header = Buffer.from([version, ...key.id]);
  const sealing = createCipheriv(cipher, key.bytes, iv);
  sealing.setAAD(Buffer.concat([header, Buffer.from(place)]));
  const ciphertext = Buffer.concat([sealing.update(content), sealing.final()]);
  return Buffer.concat([header, iv, sealing.getAuthTag(), ciphertext]);
}

/**
 * Opens what {@link seal} made for the same place. Nothing when it was sealed under another key: then that key was deleted,
 * which is how content is erased. Throws {@link SealBroken} for anything else.
 */
export function unseal(sealed: Uint8Array, key: DataKey, place: string): Uint8Array | undefined {
  const bytes = Buffer.from(sealed);
  if (bytes.length < sealOverhead || bytes[0] !== version) throw new SealBroken();
  const header = bytes.subarray(0, headerBytes);
  if (!header.subarray(1).equals(key.id)) return undefined;
  const [iv, tag] = [bytes.subarray(headerBytes, headerBytes + ivBytes), bytes.subarray(headerBytes + ivBytes, sealOverhead)];
  const opening = createDecipheriv(cipher, key.bytes, iv, { authTagLength: tagBytes });
  opening.setAAD(Buffer.concat([header, Buffer.from(place)]));
  opening.setAuthTag(tag);
  try {
    return Buffer.concat([opening.update(bytes.subarray(sealOverhead)), opening.final()]);
  } catch {
    throw new SealBroken();
  }
}
