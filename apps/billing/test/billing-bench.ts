import { type NationSlug, SubscriptionUpdated } from '@nat/contracts';
import type { ServiceIdentity } from '@nat/service-kit';
import { newNation } from './describe-billing-store';
import { type Answer, type BillingUnderTest, startBilling } from './start-billing';

export const path = '/internal/subscription';

/** Billing as an admin meets it, and what became of it at Stripe and on the bus: of a nation of its own for each test. */
export class BillingBench {
  app!: BillingUnderTest;
  nation!: NationSlug;
  admin!: ServiceIdentity;

  start = (plan: string): Promise<Answer> => this.app.call('POST', path, { as: this.admin, body: { plan } });
  change = (plan: string): Promise<Answer> => this.app.call('PATCH', path, { as: this.admin, body: { plan } });
  read = (): Promise<Answer> => this.app.call('GET', path, { as: this.admin });

  /** What the double has of the nation, asked as the vendor is asked. */
  atStripe = async (what: 'customers' | 'subscriptions'): Promise<Record<string, unknown>[]> => {
    const url = `${process.env.STRIPE_DOUBLE_URL}/v1/${what}?limit=100`;
    const answer = await fetch(url, { headers: { authorization: 'Bearer sk_test_double' } });
    const { data } = (await answer.json()) as { data: { metadata: Record<string, string> }[] };
    return data.filter(({ metadata }) => metadata.nation === this.nation);
  };

  /** What is said of the nation's subscription, in the order of its versions. */
  published = async (): Promise<SubscriptionUpdated['data'][]> => {
    await new Promise(resolve => setImmediate(resolve));
    const events = this.app.bus.of<SubscriptionUpdated>(SubscriptionUpdated.type);
    const ofNation = events.filter(({ nationslug }) => nationslug === this.nation);
    return ofNation.map(({ data }) => data).toSorted((a, b) => a.version - b.version);
  };
}

/** One process for the specs of a file, and for each of them a nation that billing has never heard of. */
export function useBilling(): BillingBench {
  const bench = new BillingBench();
  beforeAll(async () => void (bench.app = await startBilling()));
  afterAll(() => bench.app.service.close());
  beforeEach(() => {
    bench.nation = newNation();
    bench.admin = {
      userId: 'usr_0123456789abcdefghjkmnpqrs',
      sessionId: 'ses_0123456789abcdefghjkmnpqrs',
      nationSlug: bench.nation,
      role: 'admin',
    };
  });
  return bench;
}
