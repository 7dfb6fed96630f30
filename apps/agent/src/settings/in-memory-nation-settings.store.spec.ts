import { describeNationSettingsStore } from '../../test/describe-nation-settings-store';
import { InMemoryNationSettingsStore } from './in-memory-nation-settings.store';

describeNationSettingsStore('NationSettingsStore in memory', async () => new InMemoryNationSettingsStore());
