import { addressParts } from '@nat/nationbuilder';
import { badRequest } from '../engine/api-error';
import type { Json } from '../engine/records';
import type { Reading } from './values';

/** An address as it is read: every part, null where nothing is known. */
const noParts = Object.fromEntries(Object.keys(addressParts).map(part => [part, null]));

/**
 * What becomes of an address: parts patch the one that is there or make one, `delete: true` takes it away.
 * @throws ApiError 400 for a part that addresses do not have.
 */
export function patchAddress(name: string, written: Json, present: Json | undefined): Reading {
  if (written === null) return { wrong: "can't be blank", code: 'blank' };
  const { delete: isDeleted, ...parts } = written as Readonly<Record<string, Json>>;
  for (const [part, value] of Object.entries(parts)) {
    if (!Object.hasOwn(addressParts, part)) throw badRequest(`Unknown attribute "${part}" of "${name}"`);
    if (value !== null && typeof value !== 'string') return { wrong: `${part} must be a string`, code: 'invalid' };
  }
  if (isDeleted !== undefined && typeof isDeleted !== 'boolean')
    return { wrong: 'delete must be true or false', code: 'invalid' };
  if (isDeleted) return { value: null };
  return { value: { ...noParts, ...(present as object | null | undefined), ...parts } };
}
