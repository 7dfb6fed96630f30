import { givenToService } from '@nat/testing';
// Auth as a process of its own that can be stopped and killed: production's stores, vault and bus, on a clock that runs fast.
import 'reflect-metadata';
import { bootstrap } from '../../src/bootstrap';

const { environment, clock } = givenToService();
const service = await bootstrap(environment, { clock });
process.stdout.write(`listening on ${service.url}\n`);
