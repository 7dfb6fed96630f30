import { EventBusModule, InMemoryBus, InMemoryOutbox } from '@nat/event-bus';
import { bootstrapService, type RunningService, SeededRng, type ServiceIdentity, SystemClock } from '@nat/service-kit';
import { generateServiceKeys, PrivateServiceKey, ServiceTokens } from '@nat/session';
import { BillingConfig } from '../src/billing.config';
import { BillingConsumer } from '../src/billing.consumer';
import { BillingModule } from '../src/billing.module';
import { BillingStore } from '../src/billing.store';
import { InMemoryBillingStore } from '../src/in-memory-billing.store';

/** The machine's clock, which may be set forward, and whose sleepers sleep a twentieth of their time. */
export class QuickClock extends SystemClock {
  private aheadMs = 0;

  setForward(milliseconds: number): void {
    this.aheadMs += milliseconds;
  }

  override now(): number {
    return super.now() + this.aheadMs;
  }

  override sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return super.sleep(milliseconds / 20, signal);
  }
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export interface BillingUnderTest {
  service: RunningService;
  clock: QuickClock;
  bus: InMemoryBus;
  store: InMemoryBillingStore;
  consumer: BillingConsumer;
  /** One call as a sibling makes it; `from` null sends no token. */
  call(
    method: string,
    path: string,
    options?: { from?: 'api-gateway' | 'agent' | null; as?: ServiceIdentity; body?: unknown },
  ): Promise<Answer>;
}

/** The whole app over HTTP with store and bus in memory, and Stripe as the double over HTTP. */
export async function startBilling(): Promise<BillingUnderTest> {
  const clock = new QuickClock();
  const rng = new SeededRng(1);
  const bus = new InMemoryBus();
  const keys = await generateServiceKeys(['api-gateway', 'agent', 'billing']);
  const config = new BillingConfig({
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    AWS_REGION: 'us-east-1',
    SERVICE_PRIVATE_KEY: keys.privateKeys.billing,
    SERVICE_PUBLIC_KEYS: keys.publicKeys,
    STRIPE_MODE: 'double',
    STRIPE_BASE_URL: process.env.STRIPE_DOUBLE_URL,
    STRIPE_SECRET_KEY: 'sk_test_double',
  });
  const store = {
    provide: BillingStore,
    inject: [InMemoryOutbox],
    useFactory: (outbox: InMemoryOutbox) => new InMemoryBillingStore(outbox),
  };
  const module = BillingModule.forRoot(config, {
    bus: EventBusModule.inMemory({ clock, rng, bus }),
    store,
    checks: {},
    clock,
    rng,
  });
  const service = await bootstrapService({ service: 'billing', module, config, clock, rng });
  const call: BillingUnderTest['call'] = async (method, path, { from = 'api-gateway', as, body } = {}) => {
    const headers: Record<string, string> = {};
    if (from) {
      const privateKeyJwk = PrivateServiceKey.parse(JSON.parse(keys.privateKeys[from]));
      const tokens = new ServiceTokens({ service: from, privateKeyJwk, clock, rng });
      headers.authorization = `Bearer ${await tokens.token('billing', as)}`;
    }
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(service.url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { service, clock, bus, store: service.app.get(BillingStore), consumer: service.app.get(BillingConsumer), call };
}
