import { NationSlug, type SubscriptionUpdated } from '@nat/contracts';
import type { Clock } from '@nat/service-kit';
import type { AuditChainer } from './audit-chainer';
import { AuditStore } from './audit.store';
import { entryOf, type RecordedEvent, subscriptionEntry } from './event-entries';

/** Rounds of a lost race; each is lost to another version of the same nation's subscription. */
const rounds = 10;

/** What other services tell becomes entries of the log, once however often it is told. */
export class AuditReactions {
  constructor(
    private readonly store: AuditStore,
    private readonly chainer: Pick<AuditChainer, 'nudge'>,
    private readonly clock: Clock,
  ) {}

  async record(event: RecordedEvent): Promise<void> {
    await this.store.hear(NationSlug.parse(event.nationslug), event.id, entryOf(event, this.clock.now()));
    this.chainer.nudge();
  }

  /** Tells of a newer state if people notice it: another plan, another status. An older one changes nothing. */
  async recordSubscription(event: SubscriptionUpdated): Promise<void> {
    const nationSlug = NationSlug.parse(event.nationslug);
    const { version, status, plan } = event.data;
    for (let round = 0; round < rounds; round++) {
      const seen = await this.store.subscription(nationSlug);
      if (seen && seen.version >= version) return;
      const entry = subscriptionEntry(event, seen, this.clock.now());
      const change = { seen, next: { version, status, plan }, ...(entry && { entry }) };
      if ((await this.store.hearSubscription(nationSlug, event.id, change)) !== 'moved') return this.chainer.nudge();
    }
    throw new Error(`The subscription of ${nationSlug} changed with every try to write it down`);
  }
}
