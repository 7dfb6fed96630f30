import 'reflect-metadata';
import { storesInMemory } from '../../test/change-rows';
import { describeConfirmationStore } from '../../test/describe-confirmation-store';

describeConfirmationStore('ConfirmationStore in memory', async clock => storesInMemory(clock));
