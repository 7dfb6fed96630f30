import type { NationSlug } from '@nat/contracts';
import { NationSettingsStore, StoredSettings } from './nation-settings.store';

/** Settings in memory. Values are copied in and out, as through a network. */
export class InMemoryNationSettingsStore extends NationSettingsStore {
  private readonly settings = new Map<NationSlug, StoredSettings>();

  async find(nation: NationSlug): Promise<StoredSettings> {
    return structuredClone(this.settings.get(nation) ?? {});
  }

  async change(nation: NationSlug, change: StoredSettings): Promise<StoredSettings> {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const changed = StoredSettings.parse({ ...this.settings.get(nation), ...Object.fromEntries(given) });
    this.settings.set(nation, structuredClone(changed));
    return changed;
  }
}
