import { canonicalJson } from '@nat/service-kit';
import { createHash } from 'node:crypto';
import type { WriteTier } from '../tools/writing/tiers';
import type { SpentSoFar } from './spent-so-far';

/** The write by the same tool in one query from which on many are meant (product BULK-1). */
const manyFrom = 5;

/** What changes many at once, by the tool that changes one. */
const bulkForms: Readonly<Record<string, string>> = {
  tag_signup: 'bulk_tag',
  untag_signup: 'bulk_tag',
  add_to_list: 'add_to_list with result_set',
  remove_from_list: 'remove_from_list with result_set',
  update_signup: 'bulk_change',
  delete_signup: 'bulk_change',
  log_contact: 'bulk_change',
  assign_to_path: 'bulk_change',
  enroll_in_automation: 'bulk_change',
};

export type Writes = SpentSoFar['writes'];

/** What a write is about: the same for the same call, whatever the order of its fields. */
export function writeKey(tool: string, input: unknown): string {
  return createHash('sha256')
    .update(`${tool}\n${canonicalJson(input)}`)
    .digest('base64url');
}

/** Whether one write more by this tool may go on as it is. Pure. */
export function accumulated(
  writes: Writes,
  tool: string,
  input: unknown,
): { kind: 'as_is' } | { kind: 'repeated' } | { kind: 'use_bulk'; form: string } | { kind: 'raise'; tier: WriteTier } {
  const key = writeKey(tool, input);
  if (writes.some(write => write.tool === tool && write.key === key)) return { kind: 'repeated' };
  if (writes.filter(write => write.tool === tool).length < manyFrom - 1) return { kind: 'as_is' };
  const form = bulkForms[tool];
  // A selection is the bulk form already.
  const bulk = (input as { result_set?: unknown }).result_set !== undefined;
  return form === undefined || bulk ? { kind: 'raise', tier: 'critical' } : { kind: 'use_bulk', form };
}
