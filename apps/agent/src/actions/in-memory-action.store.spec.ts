import 'reflect-metadata';
import { storesInMemory } from '../../test/change-rows';
import type { MakeStores } from '../../test/action-scene';
import { describeActionLeases } from '../../test/describe-action-leases';
import { describeActionStore } from '../../test/describe-action-store';
import { describeUndos } from '../../test/describe-undos';

const make: MakeStores = async clock => storesInMemory(clock);
describeActionStore('ActionStore in memory', make);
describeActionLeases('ActionStore in memory: leases', make);
describeUndos('ActionStore in memory: undos', make);
