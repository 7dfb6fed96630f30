import { type ChangeNationSettings, type NationSettings, type NationSlug, roleAtLeast } from '@nat/contracts';
import { AppError, type Clock, type ServiceIdentity } from '@nat/service-kit';
import type { NationSettingsStore, StoredSettings } from './nation-settings.store';

/** Milliseconds settings are taken for true without reading them again: a change acts everywhere within this time. */
export const settingsFreshMs = 30_000;
const maximumNations = 10_000;

export interface NationSettingsPorts {
  store: NationSettingsStore;
  clock: Clock;
  /** IANA zone of a nation that chose none. */
  timeZone: string;
}

/** What nations decided for all their members, at most 30 s old. */
export class NationSettingsService {
  private readonly known = new Map<NationSlug, { settings: NationSettings; until: number }>();

  constructor(private readonly ports: NationSettingsPorts) {}

  /** The settings in force. Throws when they are neither known nor readable: nothing is allowed on a guess. */
  async of(nation: NationSlug): Promise<NationSettings> {
    const { store, clock } = this.ports;
    const now = clock.monotonic();
    const known = this.known.get(nation);
    if (known && now < known.until) return known.settings;
    return this.remember(nation, await store.find(nation), now);
  }

  /** As they are stored now, for whoever looks at them. */
  async read({ nationSlug }: ServiceIdentity): Promise<NationSettings> {
    const now = this.ports.clock.monotonic();
    return this.remember(nationSlug, await this.ports.store.find(nationSlug), now);
  }

  /**
   * Changes some of them; in this process that acts at once.
   *
   * @throws AppError `role_required` below admin.
   */
  async change({ nationSlug, role }: ServiceIdentity, change: ChangeNationSettings): Promise<NationSettings> {
    if (!roleAtLeast(role, 'admin'))
      throw new AppError('role_required', 'Only admins and the owner of the nation may change its settings.');
    const { disabledToolGroups: groups } = change;
    const changed = groups ? { ...change, disabledToolGroups: [...new Set(groups)].sort() } : change;
    const now = this.ports.clock.monotonic();
    return this.remember(nationSlug, await this.ports.store.change(nationSlug, changed), now);
  }

  /** @param since when it was read, on the monotonic clock. */
  private remember(nation: NationSlug, stored: StoredSettings, since: number): NationSettings {
    const settings = inForce(stored, this.ports.timeZone);
    this.known.delete(nation);
    this.known.set(nation, { settings, until: since + settingsFreshMs });
    const [oldest] = this.known.keys();
    if (this.known.size > maximumNations && oldest) this.known.delete(oldest);
    return settings;
  }
}

/** With the defaults for what was never set. Pure. */
export function inForce(stored: StoredSettings, timeZone: string): NationSettings {
  return { readOnly: false, disabledToolGroups: [], retentionDays: 30, timeZone, agentDisabled: false, ...stored };
}
