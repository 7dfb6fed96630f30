import { EventBusModule, InMemoryBus, InMemoryOutbox } from '@nat/event-bus';
import { bootstrapService, ManualClock, type RunningService, SeededRng, type ServiceIdentity } from '@nat/service-kit';
import { generateServiceKeys, PrivateServiceKey, ServiceTokens } from '@nat/session';
import { InMemoryUsageStore } from '../src/in-memory-usage.store';
import { UsageConfig } from '../src/usage.config';
import { UsageConsumer } from '../src/usage.consumer';
import { UsageModule } from '../src/usage.module';
import { UsageStore } from '../src/usage.store';
import { now } from './builders';

export type Service = 'api-gateway' | 'agent' | 'auth' | 'usage';

export interface UsageUnderTest {
  service: RunningService;
  clock: ManualClock;
  bus: InMemoryBus;
  consumer: UsageConsumer;
  /** One call as a sibling makes it; `from` undefined sends no token. */
  call(method: string, path: string, options?: { from?: Service; as?: ServiceIdentity; body?: unknown }): Promise<Answer>;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The whole app over HTTP with store and bus in memory. */
export async function startUsage(): Promise<UsageUnderTest> {
  const clock = new ManualClock(now);
  const rng = new SeededRng(1);
  const bus = new InMemoryBus();
  const keys = await generateServiceKeys(['api-gateway', 'agent', 'auth', 'usage']);
  const config = new UsageConfig({
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    AWS_REGION: 'us-east-1',
    SERVICE_PRIVATE_KEY: keys.privateKeys.usage,
    SERVICE_PUBLIC_KEYS: keys.publicKeys,
  });
  const store = {
    provide: UsageStore,
    inject: [InMemoryOutbox],
    useFactory: (outbox: InMemoryOutbox) => new InMemoryUsageStore(outbox),
  };
  const module = UsageModule.forRoot(config, {
    bus: EventBusModule.inMemory({ clock, rng, bus }),
    store,
    checks: {},
    clock,
    rng,
  });
  const service = await bootstrapService({ service: 'usage', module, config, clock, rng });
  const call: UsageUnderTest['call'] = async (method, path, { from, as, body } = {}) => {
    const headers: Record<string, string> = {};
    if (from) {
      const privateKeyJwk = PrivateServiceKey.parse(JSON.parse(keys.privateKeys[from]));
      const tokens = new ServiceTokens({ service: from, privateKeyJwk, clock, rng });
      headers.authorization = `Bearer ${await tokens.token('usage', as)}`;
    }
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(service.url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? (JSON.parse(text) as unknown) : undefined };
  };
  return { service, clock, bus, consumer: service.app.get(UsageConsumer), call };
}
