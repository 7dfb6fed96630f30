import { FastClock } from '@nat/testing';
// Auth as a process of its own that can be stopped and killed: production's stores, vault and bus, on a clock that runs fast.
import 'reflect-metadata';
import { bootstrap } from '../../src/bootstrap';

interface Given {
  environment: Record<string, string>;
  factor: number;
  since: number;
}

const { environment, factor, since } = JSON.parse(process.env.AUTH_CHILD ?? '{}') as Given;
const service = await bootstrap(environment, { clock: new FastClock(factor, since) });
process.stdout.write(`listening on ${service.url}\n`);
