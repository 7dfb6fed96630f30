import 'reflect-metadata';
import {
  ActionExecuted,
  ActionUndone,
  ConfirmationDecided,
  ConfirmationRequested,
  type DomainEvent,
  type EventDefinition,
  eventOf,
  PromptInjectionSuspected,
  SubscriptionUpdated,
} from '@nat/contracts';
import { InMemoryBus } from '@nat/event-bus';
import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import { AuditReactions } from '../src/audit/audit-reactions';
import { InMemoryAudit } from '../src/audit/in-memory-audit';
import { AuthConsumer } from '../src/auth.consumer';
import { demo } from './audit-chains';
import { aWorld, startAuth } from './auth-process';

const userId = 'usr_0123456789abcdefghjkmnpqrs';

function fact<Definition extends EventDefinition>(definition: Definition, id: string, data: object = {}): DomainEvent {
  const whole = { ...(definition.example as object), ...data };
  const time = '2026-06-15T11:59:00.000Z';
  return eventOf(definition, { id, nationSlug: demo, time, correlationId: 'req_1', userId, data: whole }) as DomainEvent;
}

const all = [ConfirmationRequested, ConfirmationDecided, ActionExecuted, ActionUndone, PromptInjectionSuspected].map(definition =>
  fact(definition, `fact.${definition.type}`),
);
const plan = (version: number, status: string, name: string): DomainEvent =>
  fact(SubscriptionUpdated, `demo.subscription.${version}`, { version, status, plan: name });

/** A log that hears what a bus delivers, as unkindly as `seed` says. */
async function heard(events: DomainEvent[], seed: number, reorder = true): Promise<InMemoryAudit> {
  const [audit, bus] = [new InMemoryAudit(), new InMemoryBus()];
  const reactions = new AuditReactions(audit, { nudge: () => undefined }, new ManualClock());
  const consumer = new AuthConsumer(reactions, { disconnectFormerMember: async () => undefined });
  await bus.publish(events);
  await bus.deliverTo([consumer], { seed, duplicates: 3, reorder });
  return audit;
}

it('writes each fact of the other services down once, in whatever order and however often it is told', async () => {
  const types = [
    'action.executed',
    'action.undone',
    'confirmation.decided',
    'confirmation.requested',
    'prompt_injection.suspected',
  ];
  await fc.assert(
    fc.asyncProperty(fc.nat(), async seed => {
      const entries = (await heard([...all, ...all], seed)).entries(demo);
      expect(entries.map(({ type }) => type).toSorted()).toEqual(types);
    }),
  );
});

it('tells of a subscription when plan or status change, and of nothing else', async () => {
  const history = [
    plan(1, 'trialing', 'nat'),
    plan(2, 'trialing', 'nat'),
    plan(3, 'active', 'nat'),
    plan(4, 'active', 'nat'),
    plan(5, 'active', 'nat_pro'),
    plan(6, 'past_due', 'nat_pro'),
  ];
  const audit = await heard(history, 1, false);
  expect(audit.entries(demo).map(({ data }) => data)).toEqual([
    { status: 'trialing', plan: 'nat', version: 1 },
    { status: 'active', plan: 'nat', previousStatus: 'trialing', previousPlan: 'nat', version: 3 },
    { status: 'active', plan: 'nat_pro', previousStatus: 'active', previousPlan: 'nat', version: 5 },
    { status: 'past_due', plan: 'nat_pro', previousStatus: 'active', previousPlan: 'nat_pro', version: 6 },
  ]);
});

it('ends at the newest state of a subscription in whatever order it hears of it, and tells no way back', async () => {
  const statuses = ['trialing', 'active', 'past_due', 'canceled'];
  const history = statuses.map((status, index) => plan(index + 1, status, 'nat'));
  await fc.assert(
    fc.asyncProperty(fc.nat(), async seed => {
      const audit = await heard(history, seed);
      const told = audit.entries(demo).map(({ data }) => data!);
      expect(await audit.subscription(demo)).toEqual({ version: 4, status: 'canceled', plan: 'nat' });
      expect(told.at(-1)).toMatchObject({ status: 'canceled', version: 4 });
      const versions = told.map(({ version }) => Number(version));
      expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    }),
  );
});

it('is wired: what the bus delivers to the running service is in its log, and chained', async () => {
  const world = await aWorld();
  const auth = await startAuth(world, 'http://127.0.0.1:4711/n/{slug}');
  await world.bus.publish(all);
  await world.bus.deliverTo([auth.app.get(AuthConsumer)]);
  await auth.close();
  expect(world.audit.entries(demo)).toHaveLength(all.length);
  expect(await world.audit.head(demo)).toMatchObject({ sequence: all.length });
});
