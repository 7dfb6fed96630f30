import type { NationSlug } from '@nat/contracts';
import type { SecretVault } from '@nat/secrets';
import type { Clock, Rng } from '@nat/service-kit';
import { createHash } from 'node:crypto';

/** The key of one nation's content. */
export interface DataKey {
  /** 8 bytes that tell keys apart and say nothing of the key: what was sealed under a key that is gone is known by them. */
  readonly id: Uint8Array;
  /** 256 bits. */
  readonly bytes: Uint8Array;
}

const keyBytes = 32;
/** Milliseconds a key is kept in memory: as long as content outlives the erasure of its nation in this process. */
const cacheMs = 5 * 60_000;
const capacity = 1_000;

/** The secret that holds it, in base64. Deleting it erases all that was sealed with it. */
export function dataKeySecret(nationSlug: NationSlug): string {
  return `nat/nation/${nationSlug}/data-key`;
}

/** The data keys of nations. A nation's key is made when something of it is first sealed, once, whoever comes first. */
export class DataKeys {
  private readonly cache = new Map<NationSlug, { key: Promise<DataKey | undefined>; until: number }>();

  constructor(
    private readonly vault: SecretVault,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /** The key to seal with. Throws `dependency_unavailable` while the vault cannot be reached. */
  async forSealing(nationSlug: NationSlug): Promise<DataKey> {
    const known = await this.forOpening(nationSlug);
    return known ?? (await this.remember(nationSlug, this.create(nationSlug)))!;
  }

  /** The key to open with; nothing when the nation has none. Throws `dependency_unavailable`. */
  forOpening(nationSlug: NationSlug): Promise<DataKey | undefined> {
    const known = this.cache.get(nationSlug);
    if (known && this.clock.monotonic() < known.until) return known.key;
    return this.remember(nationSlug, this.read(nationSlug));
  }

  private async read(nationSlug: NationSlug): Promise<DataKey | undefined> {
    const text = await this.vault.current(dataKeySecret(nationSlug));
    return text === undefined ? undefined : keyOf(text);
  }

  private async create(nationSlug: NationSlug): Promise<DataKey> {
    const offered = Buffer.from(this.rng.bytes(keyBytes)).toString('base64');
    return keyOf(await this.vault.createOnce(dataKeySecret(nationSlug), offered));
  }

  /** Kept while it is being asked for too, so that many at once ask once. What was not there is not remembered. */
  private remember(nationSlug: NationSlug, key: Promise<DataKey | undefined>): Promise<DataKey | undefined> {
    const entry = { key, until: this.clock.monotonic() + cacheMs };
    this.cache.delete(nationSlug);
    this.cache.set(nationSlug, entry);
    if (this.cache.size > capacity) this.cache.delete(this.cache.keys().next().value!);
    const forget = (): void => void (this.cache.get(nationSlug) === entry && this.cache.delete(nationSlug));
    void key.then(found => found ?? forget(), forget);
    return key;
  }
}

function keyOf(text: string): DataKey {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== keyBytes) throw new Error('the data key of a nation is not 256 bits');
  return { bytes, id: createHash('sha256').update('nat data key\n').update(bytes).digest().subarray(0, 8) };
}
