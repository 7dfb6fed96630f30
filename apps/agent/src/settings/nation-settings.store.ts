import { NationSettings, type NationSlug } from '@nat/contracts';
import type { z } from 'zod';

/** What was ever set for a nation; what was not is absent. */
export const StoredSettings = NationSettings.partial();
export type StoredSettings = z.output<typeof StoredSettings>;

/** Settings of nations. Two forms: DynamoDB, and memory for tests; one suite runs on both. */
export abstract class NationSettingsStore {
  /** Empty for a nation that never set anything. */
  abstract find(nation: NationSlug): Promise<StoredSettings>;
  /** Sets these and leaves the others as they are, also those that somebody else sets at the same time. Returns all. */
  abstract change(nation: NationSlug, change: StoredSettings): Promise<StoredSettings>;
}
