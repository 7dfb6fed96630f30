import type { Key } from '@nat/dynamo';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { z } from 'zod';
import type { Owner } from '../conversation/query-row';
import type { SealedContent } from './sealed-content';

/** A value of JSON as it is kept: compressed, then sealed for its place. */
export async function sealJson(sealed: SealedContent, owner: Owner, key: Key, value: unknown): Promise<Uint8Array> {
  return sealed.seal(owner, key, deflateRawSync(JSON.stringify(value)));
}

/** The value again. Nothing when the key it was sealed with is gone. Throws `SealBroken` when it was changed or moved. */
export async function openJson<Schema extends z.ZodType>(
  sealed: SealedContent,
  owner: Owner,
  key: Key,
  content: unknown,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  const bytes = await sealed.open(owner, key, content);
  return bytes && schema.parse(JSON.parse(inflateRawSync(bytes).toString()));
}
