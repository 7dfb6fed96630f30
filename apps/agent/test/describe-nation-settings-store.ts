import type { NationSlug } from '@nat/contracts';
import { SystemRng } from '@nat/service-kit';
import type { NationSettingsStore } from '../src/settings/nation-settings.store';

const rng = new SystemRng();

/** The promises of {@link NationSettingsStore}, for each of its forms. */
export function describeNationSettingsStore(name: string, make: () => Promise<NationSettingsStore>): void {
  describe(name, () => {
    let store: NationSettingsStore;
    let nation: NationSlug;

    beforeEach(async () => {
      store = await make();
      nation = `n${rng.hex(6)}` as NationSlug;
    });

    it('has nothing of a nation that never set anything', async () => {
      expect(await store.find(nation)).toEqual({});
      expect(await store.change(nation, {})).toEqual({});
    });

    it('gives back everything that was set', async () => {
      const all = {
        readOnly: true,
        disabledToolGroups: ['bulk' as const, 'money' as const],
        retentionDays: 7 as const,
        timeZone: 'America/Chicago',
        agentDisabled: true,
      };
      expect(await store.change(nation, all)).toEqual(all);
      expect(await store.find(nation)).toEqual(all);
    });

    it('leaves as it is what a change does not name', async () => {
      await store.change(nation, { readOnly: true, disabledToolGroups: ['deletes'] });
      const changed = await store.change(nation, { disabledToolGroups: [], readOnly: undefined, retentionDays: 90 });
      expect(changed).toEqual({ readOnly: true, disabledToolGroups: [], retentionDays: 90 });
    });

    it('loses none of several changes at once', async () => {
      const changes = [{ readOnly: true }, { retentionDays: 1 as const }, { timeZone: 'UTC' }, { agentDisabled: true }];
      await Promise.all(changes.map(change => store.change(nation, change)));
      expect(await store.find(nation)).toEqual(Object.assign({}, ...changes));
    });

    it('keeps nations apart', async () => {
      await store.change(nation, { readOnly: true });
      expect(await store.find(`${nation}x` as NationSlug)).toEqual({});
    });
  });
}
