import { NationSettings, type NationSlug, roles } from '@nat/contracts';
import { ManualClock, type ServiceIdentity } from '@nat/service-kit';
import { InMemoryNationSettingsStore } from './in-memory-nation-settings.store';
import { NationSettingsService, settingsFreshMs } from './nation-settings.service';
import type { StoredSettings } from './nation-settings.store';

const nationSlug = 'acme' as NationSlug;
const admin: ServiceIdentity = { nationSlug, userId: 'usr_1', sessionId: 'ses_1', role: 'admin' };

/** Counts how often it is read. */
class CountedStore extends InMemoryNationSettingsStore {
  reads = 0;

  override async find(nation: NationSlug): Promise<StoredSettings> {
    this.reads += 1;
    return super.find(nation);
  }
}

let clock: ManualClock;
let store: CountedStore;
let settings: NationSettingsService;

const inAnotherProcess = () => new NationSettingsService({ store, clock, timeZone: 'UTC' });

beforeEach(() => {
  clock = new ManualClock();
  store = new CountedStore();
  settings = inAnotherProcess();
});

it('allows everything and keeps 30 days where nothing was set', async () => {
  const found = await settings.of(nationSlug);
  expect(found).toEqual({
    readOnly: false,
    disabledToolGroups: [],
    retentionDays: 30,
    timeZone: 'UTC',
    agentDisabled: false,
  });
  expect(NationSettings.parse(found)).toEqual(found);
});

it('reads the settings of a nation once in 30 s', async () => {
  for (const wait of [0, settingsFreshMs - 1]) {
    await clock.advance(wait);
    await settings.of(nationSlug);
  }
  expect(store.reads).toBe(1);
  await clock.advance(1);
  await settings.of(nationSlug);
  await settings.of('other' as NationSlug);
  expect(store.reads).toBe(3);
});

it('acts at once on a change of its own, and within 30 s on one of another process', async () => {
  await settings.of(nationSlug);
  await inAnotherProcess().change(admin, { readOnly: true });
  expect(await settings.of(nationSlug)).toMatchObject({ readOnly: false });
  await clock.advance(settingsFreshMs);
  expect(await settings.of(nationSlug)).toMatchObject({ readOnly: true });
  await settings.change(admin, { readOnly: false });
  expect(await settings.of(nationSlug)).toMatchObject({ readOnly: false });
});

it('shows whoever looks what is stored now', async () => {
  await settings.of(nationSlug);
  await inAnotherProcess().change(admin, { retentionDays: 7 });
  expect(await settings.read(admin)).toMatchObject({ retentionDays: 7 });
});

it('hears of what an operator switched off', async () => {
  await store.change(nationSlug, { agentDisabled: true });
  expect(await settings.of(nationSlug)).toMatchObject({ agentDisabled: true });
});

it('names each kind of changes once, in one order', async () => {
  const changed = await settings.change(admin, { disabledToolGroups: ['outbound', 'bulk', 'outbound'] });
  expect(changed.disabledToolGroups).toEqual(['bulk', 'outbound']);
});

it.each(roles)('lets admins and the owner change them: %s', async role => {
  const outcome = await settings.change({ ...admin, role }, { readOnly: true }).then(
    () => 'changed',
    (error: { code: string }) => error.code,
  );
  const may = role === 'admin' || role === 'owner';
  expect(outcome).toBe(may ? 'changed' : 'role_required');
  expect(await store.find(nationSlug)).toEqual(may ? { readOnly: true } : {});
});

it('guesses nothing when the settings cannot be read', async () => {
  store.find = () => Promise.reject(new Error('no store'));
  await expect(settings.of(nationSlug)).rejects.toThrow('no store');
});
