import { createHmac, randomBytes } from 'node:crypto';

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * Ids in the vendor's form (`msg_01…`, `toolu_01…`, `req_01…`). Random and not counted, because a conversation outlives
 * a restart of the double and tool-use ids must stay unique within it.
 */
export function makeId(prefix: 'msg' | 'toolu' | 'req'): string {
  let id = `${prefix}_01`;
  for (const byte of randomBytes(22)) id += alphabet[byte % alphabet.length];
  return id;
}

/** Signs thinking text, so that a thinking block which comes back changed is refused as the vendor does. */
export function signThinking(thinking: string): string {
  return createHmac('sha256', 'claude-double').update(thinking).digest('base64');
}
