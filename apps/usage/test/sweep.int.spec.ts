import { ManualClock } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { finite, hash, newNation, now, periodStart, query, subscriptionUpdated } from './builders';
import { caller, usageProcess } from './usage-process';
import { usageTable } from './usage-table';

type Step = { kind: 'admit' | 'wait' | 'resume'; query: number; wait: number } | { kind: 'pass'; looks: number };

const waits = fc.constantFrom(1, 15_000, 55_000, 400_000, 3_600_000);
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('admit' as const, 'wait' as const, 'resume' as const), query: fc.nat(3), wait: waits }),
  fc.record({ kind: fc.constant('pass' as const), looks: fc.integer({ min: 1, max: 9 }) }),
);

beforeAll(() => Logger.overrideLogger(false));

it('leaves no hold that has lapsed, whoever waits how long beside it, with a look every 10 seconds', async () => {
  const { store } = await usageTable();
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 10, maxLength: 25, size: 'max' }), async sequence => {
      const clock = new ManualClock(now);
      const { usage, sweeper } = usageProcess(store, clock);
      const nation = newNation();
      await usage.updateLimits(subscriptionUpdated(nation, 1, finite(100)));
      const look = async () => {
        await clock.advance(10_000);
        await sweeper.sweep();
        const { inflight, waiting } = (await store.balance(nation, periodStart))!;
        const lapsed = [...Object.values(inflight), ...Object.values(waiting)].filter(({ lease }) => lease <= clock.now());
        expect(lapsed).toEqual([]);
      };
      for (const step of sequence) {
        if (step.kind === 'pass') for (let count = 0; count < step.looks; count++) await look();
        else if (step.kind === 'admit')
          await usage.reserve(caller(nation), { queryId: query(step.query), requestHash: hash('question') });
        else if (step.kind === 'resume') await usage.renew(nation, query(step.query), { periodStart, state: 'held' });
        else {
          const until = new Date(clock.now() + step.wait).toISOString();
          await usage.renew(nation, query(step.query), { periodStart, state: 'waiting', until });
        }
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);
