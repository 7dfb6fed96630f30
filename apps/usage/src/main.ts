import 'reflect-metadata';
import { runMain } from '@nat/service-kit';
import { bootstrap } from './bootstrap';

await runMain(bootstrap);
