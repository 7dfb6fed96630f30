import type { NationSlug } from '@nat/contracts';
import type { Key, Table } from '@nat/dynamo';
import { NationSettingsStore, StoredSettings } from './nation-settings.store';

const settingsKey = (nation: NationSlug): Key => ({ pk: `NATION#${nation}`, sk: 'SETTINGS' });

/** Settings in DynamoDB: one row a nation, each setting an attribute of its own. */
export class DynamoNationSettingsStore extends NationSettingsStore {
  constructor(private readonly table: Table) {
    super();
  }

  async find(nation: NationSlug): Promise<StoredSettings> {
    return StoredSettings.parse((await this.table.get(settingsKey(nation))) ?? {});
  }

  async change(nation: NationSlug, change: StoredSettings): Promise<StoredSettings> {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    if (given.length === 0) return this.find(nation);
    const update = {
      expression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      names: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
      values: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
    };
    // The same settings once more are the same settings, so a lost answer is no reason to fail.
    const outcome = await this.table.repeatable(() => this.table.update(settingsKey(nation), update));
    return StoredSettings.parse(outcome.written && outcome.row);
  }
}
