import 'reflect-metadata';
import { storesInMemory } from '../../test/change-rows';
import { describeActionStore } from '../../test/describe-action-store';

describeActionStore('ActionStore in memory', async clock => storesInMemory(clock));
