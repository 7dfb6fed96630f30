import 'reflect-metadata';
import { Controller, type INestMicroservice, type LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { QueryCompleted, UsageRecorded } from '@nat/contracts';
import { ManualClock, SeededRng } from '@nat/service-kit';
import { enveloped, recorded } from '../test/events';
import { FakeSqs } from '../test/fake-sqs';
import { On, subscriptionsOf } from './on';
import type { SqsContext } from './sqs.context';
import { SqsServer } from './sqs.server';

const heard: { by: string; event: UsageRecorded; receiveCount: number }[] = [];
const lines: { event?: string; reason?: string }[] = [];
const keep = (line: { event?: string }): void => void (line.event && lines.push(line));
const logger: LoggerService = { log: keep, warn: keep, error: keep };
let failures = 0;
beforeEach(() => (heard.length = lines.length = failures = 0));

@Controller()
class Ledger {
  @On(UsageRecorded)
  async enter(event: UsageRecorded, { receiveCount }: SqsContext): Promise<void> {
    heard.push({ by: 'ledger', event, receiveCount });
  }
}

@Controller()
class Alerts {
  @On(UsageRecorded)
  async look(event: UsageRecorded, { receiveCount }: SqsContext): Promise<void> {
    heard.push({ by: 'alerts', event, receiveCount });
    if (failures-- > 0) throw new Error('the true one');
  }

  @On(QueryCompleted)
  async end(): Promise<void> {}
}

async function start(...controllers: (typeof Ledger | typeof Alerts)[]) {
  const clock = new ManualClock();
  const sqs = new FakeSqs(clock);
  const module = await Test.createTestingModule({ controllers }).setLogger(logger).compile();
  const strategy = new SqsServer({
    queue: sqs.queue(),
    clock,
    rng: new SeededRng(1),
    visibilityTimeoutSeconds: 30,
    waitSeconds: 1,
  });
  const server: INestMicroservice = module.createNestMicroservice({ strategy });
  await server.listen();
  return { clock, sqs, server };
}

it('lists what controllers listen for, sorted, as the deployed rules must have it', () => {
  expect(subscriptionsOf(Alerts)).toEqual([QueryCompleted.type, UsageRecorded.type]);
  expect(subscriptionsOf(Ledger)).toEqual([UsageRecorded.type]);
});

it('hands a method the validated event: what its definition does not know is gone', async () => {
  const { clock, sqs, server } = await start(Ledger);
  sqs.add('m1', enveloped({ ...recorded(1), unknown: 'field' }));
  await clock.advance(500);
  expect(heard).toEqual([{ by: 'ledger', event: recorded(1), receiveCount: 1 }]);
  await server.close();
});

it('never runs a method with an event that does not fit, and keeps the message', async () => {
  const { clock, sqs, server } = await start(Ledger);
  sqs.add('m1', enveloped({ ...recorded(1), data: { usageId: 5 } }));
  await clock.advance(120_000);
  expect(heard).toEqual([]);
  expect(sqs.dead).toMatchObject([{ receives: 5 }]);
  await server.close();
});

it('runs both methods of one event again when one of them failed', async () => {
  const { clock, sqs, server } = await start(Ledger, Alerts);
  failures = 1;
  sqs.add('m1', enveloped(recorded(1)));
  await clock.advance(10_000);
  expect(heard.map(({ by, receiveCount }) => `${by} ${receiveCount}`)).toEqual(['ledger 1', 'alerts 1', 'ledger 2', 'alerts 2']);
  expect(sqs.left).toEqual([]);
  expect(lines).toMatchObject([{ outcome: 'failed', reason: 'Error: the true one' }, { outcome: 'handled' }]);
  await server.close();
});

it('accepts only methods of the right shape', () => {
  class Wrong {
    // @ts-expect-error the event of another definition
    @On(UsageRecorded) async other(_event: QueryCompleted): Promise<void> {}
    // @ts-expect-error no promise: the transport could not know when it is done
    @On(UsageRecorded) forgets(_event: UsageRecorded): void {}
  }
  expect(subscriptionsOf(Wrong)).toHaveLength(2);
});
