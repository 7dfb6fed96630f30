import type { Key } from '@nat/dynamo';
import type { Rng } from '@nat/service-kit';
import type { Owner } from '../conversation/query-row';
import type { DataKeys } from './data-keys';
import { seal, unseal } from './seal';

/** Seals and opens the content of rows: with the key of the row's nation, for its person and its key alone. */
export class SealedContent {
  constructor(
    private readonly keys: DataKeys,
    private readonly rng: Rng,
  ) {}

  async seal(owner: Owner, key: Key, content: Uint8Array): Promise<Uint8Array> {
    return seal(content, await this.keys.forSealing(owner.nationSlug), placeOf(owner, key), this.rng.bytes(12));
  }

  /** Nothing when the key it was sealed with is gone. Throws `SealBroken` when it was changed or moved. */
  async open(owner: Owner, key: Key, sealed: unknown): Promise<Uint8Array | undefined> {
    const dataKey = await this.keys.forOpening(owner.nationSlug);
    return dataKey && unseal(sealed as Uint8Array, dataKey, placeOf(owner, key));
  }
}

/** No part of it can hold a line break, so two places never read alike. */
function placeOf({ nationSlug, userId }: Owner, { pk, sk }: Key): string {
  return [nationSlug, userId, pk, sk].join('\n');
}
