import 'reflect-metadata';
import type { AskRequest, NationSlug, RunQueryRequest } from '@nat/contracts';
import { EventBusModule, InMemoryBus, InMemoryOutbox } from '@nat/event-bus';
import { type Clock, readText, type RunningService, type ServiceIdentity, SystemClock, SystemRng } from '@nat/service-kit';
import { generateServiceKeys, PrivateServiceKey, ServiceTokens } from '@nat/session';
import { createHash } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import type { ActionStore } from '../src/actions/action.store';
import { InMemoryActionStore } from '../src/actions/in-memory-action.store';
import type { ConfirmationStore } from '../src/confirmations/confirmation.store';
import type { AgentStore } from '../src/conversation/agent.store';
import { InMemoryAgentStore } from '../src/conversation/in-memory-agent.store';
import { InMemoryConversationStore } from '../src/conversations/in-memory-conversation.store';
import { InMemoryErasureStore } from '../src/conversations/in-memory-erasure.store';
import { bootstrap } from '../src/bootstrap';
import type { ModelPort } from '../src/model/model.port';
import { InMemoryExportStore } from '../src/tools/results/in-memory-export.store';
import type { ToolRegistry } from '../src/tools/kit/tool-registry';
import { InMemoryResultSetStore } from '../src/tools/results/in-memory-result-set.store';
import { InMemoryNationSettingsStore } from '../src/settings/in-memory-nation-settings.store';
import { NationDouble, page } from './nation-double';
import { SiblingsDouble } from './siblings-double';

export const slug = 'acme' as NationSlug;
export const ada: ServiceIdentity = {
  userId: 'usr_adaadaadaadaadaadaadaadaada',
  sessionId: 'ses_adaadaadaadaadaadaadaadaada',
  nationSlug: slug,
  role: 'member',
};
const rng = new SystemRng();

/** Everything around agent processes; several of them may share it. */
export interface World {
  clock: Clock;
  store: AgentStore;
  confirmations: ConfirmationStore;
  actions: ActionStore;
  resultSets: InMemoryResultSetStore;
  exports: InMemoryExportStore;
  nationSettings: InMemoryNationSettingsStore;
  conversations: InMemoryConversationStore;
  erasures: InMemoryErasureStore;
  outbox: InMemoryOutbox;
  bus: InMemoryBus;
  siblings: SiblingsDouble;
  nation: NationDouble;
  keys: Awaited<ReturnType<typeof serviceKeys>>;
  /** Tools in place of the catalog. */
  registry?: ToolRegistry;
  /** Settings of the agent in place of those of tests. */
  settings?: Record<string, string>;
  close(): Promise<void>;
}

const serviceKeys = () => generateServiceKeys(['api-gateway', 'agent', 'usage']);
let knownKeys: ReturnType<typeof serviceKeys> | undefined;

export async function aWorld(clock: Clock = new SystemClock()): Promise<World> {
  const [siblings, nation, outbox] = [new SiblingsDouble(), new NationDouble(), new InMemoryOutbox()];
  nation.answer = () => page([], { total: 312 });
  knownKeys ??= serviceKeys();
  const [keys] = await Promise.all([knownKeys, siblings.start(), nation.start()]);
  const store = new InMemoryAgentStore(clock, outbox);
  const conversations = new InMemoryConversationStore(store, clock);
  return {
    clock,
    outbox,
    siblings,
    nation,
    keys,
    bus: new InMemoryBus(),
    store,
    confirmations: store.confirmations,
    actions: new InMemoryActionStore(store, outbox),
    conversations,
    erasures: new InMemoryErasureStore(store, clock),
    resultSets: new InMemoryResultSetStore(clock),
    exports: new InMemoryExportStore(clock, rng),
    nationSettings: new InMemoryNationSettingsStore(),
    close: async () => void (await Promise.all([siblings.stop(), nation.stop()])),
  };
}

/** @param aws endpoint of AWS, for the stores of production. */
export function agentEnvironment({ keys, siblings, nation, settings }: World, aws?: string) {
  return {
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: aws,
    SERVICE_PRIVATE_KEY: keys.privateKeys.agent,
    SERVICE_PUBLIC_KEYS: keys.publicKeys,
    USAGE_URL: siblings.url,
    AUTH_URL: siblings.url,
    NATION_TIME_ZONE: 'America/Chicago',
    ANTHROPIC_MODE: 'double',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
    NATIONBUILDER_MODE: 'double',
    NATIONBUILDER_ORIGIN_TEMPLATE: nation.template,
    ...settings,
  };
}

export interface SseEvent {
  id: number;
  event: string;
  data: Record<string, unknown>;
}

/** The agent as a process of tests, called over HTTP as the gateway calls it. */
export class AgentProcess {
  private constructor(
    private readonly service: Pick<RunningService, 'url' | 'close'>,
    private readonly world: World,
  ) {}

  /** @param aws endpoint of AWS, for the stores of production instead of those in memory. */
  static async start(world: World, model: ModelPort, aws?: string): Promise<AgentProcess> {
    const { clock, bus, outbox, registry } = world;
    const { store, confirmations, actions, resultSets, exports, nationSettings, conversations, erasures } = world;
    const eventBus = EventBusModule.inMemory({ clock, rng, bus, outbox });
    const inMemory = { store, confirmations, actions, resultSets, exports, nationSettings, conversations, erasures };
    const stores = aws ? {} : inMemory;
    const adapters = { ...stores, registry, model, clock, rng, eventBus, checks: {} };
    return new AgentProcess(await bootstrap(agentEnvironment(world, aws), adapters), world);
  }

  /** One that runs elsewhere. */
  static at(url: string, world: World): AgentProcess {
    return new AgentProcess({ url, close: async () => undefined }, world);
  }

  close(): Promise<void> {
    return this.service.close();
  }

  get url(): string {
    return this.service.url;
  }

  /** A call of a service, over a connection of its own. */
  async fetch(path: string, { identity = ada, as = 'api-gateway', method = 'GET', headers, body }: Call = {}): Promise<Answer> {
    const { keys, clock } = this.world;
    const tokens =
      as &&
      new ServiceTokens({ service: as, privateKeyJwk: PrivateServiceKey.parse(JSON.parse(keys.privateKeys[as])), clock, rng });
    const authorization = tokens && `Bearer ${await tokens.token('agent', identity)}`;
    return new Promise((resolve, reject) => {
      const options = { method, agent: false as const, headers: { ...(authorization && { authorization }), ...headers } };
      const outgoing = request(this.service.url + path, options, message => resolve(new Answer(message)));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** Posts a query and follows it. */
  async ask(ask: Partial<AskRequest> = {}, { queryId = aQueryId(), identity = ada, body = {} as object, stream = true } = {}) {
    const run = { ...runRequest(queryId, { text: 'How many volunteers?', ...ask }, this.world.clock), ...body };
    const response = await this.fetch('/internal/queries', {
      method: 'POST',
      identity,
      body: JSON.stringify(run),
      headers: {
        'content-type': 'application/json',
        accept: stream ? 'text/event-stream' : 'application/json',
      },
    });
    return new Reading(response, queryId);
  }

  async follow(queryId: string, after: number, identity = ada) {
    return new Reading(await this.fetch(`/internal/queries/${queryId}/events?after=${after}`, { identity }), queryId);
  }

  async snapshot(queryId: string, identity = ada) {
    const response = await this.fetch(`/internal/queries/${queryId}`, { identity });
    return { status: response.status, body: await response.json() };
  }

  async cancel(queryId: string, identity = ada) {
    const response = await this.fetch(`/internal/queries/${queryId}/cancel`, { method: 'POST', identity });
    return { status: response.status, body: await response.json() };
  }
}

interface Call {
  identity?: ServiceIdentity;
  as?: 'api-gateway' | 'usage' | null;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** What came back. */
class Answer {
  constructor(readonly message: IncomingMessage) {}

  get status(): number {
    return this.message.statusCode!;
  }

  async json(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.text()) as Record<string, unknown>;
  }

  text(): Promise<string> {
    return readText(this.message);
  }
}

/** An answer being read: a stream of events, or a document. */
export class Reading {
  readonly events: SseEvent[] = [];
  private readonly chunks: AsyncIterator<Uint8Array>;
  /** Everything that came, as it came. */
  raw = '';
  private text = '';
  private readonly decoder = new TextDecoder();

  constructor(
    private readonly answer: Answer,
    readonly queryId: string,
  ) {
    this.chunks = (answer.message as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  }

  get status(): number {
    return this.answer.status;
  }

  body(): Promise<Record<string, unknown>> {
    return this.answer.json();
  }

  /** Everything to the end of the stream. */
  async all(): Promise<SseEvent[]> {
    while (await this.more());
    return this.events;
  }

  /** Reads until this event came, and returns it. */
  async until(name: string): Promise<SseEvent> {
    for (;;) {
      const found = this.events.find(({ event }) => event === name);
      if (found) return found;
      if (!(await this.more())) throw new Error(`${name} never came: ${this.events.map(({ event }) => event).join(' ')}`);
    }
  }

  /** Reads one piece more; false at the end. */
  step(): Promise<boolean> {
    return this.more();
  }

  /** Breaks the connection off. */
  leave(): void {
    this.answer.message.destroy();
  }

  private async more(): Promise<boolean> {
    const { done, value } = await this.chunks.next();
    if (done) return false;
    const piece = this.decoder.decode(value, { stream: true });
    this.raw += piece;
    this.text += piece;
    const blocks = this.text.split('\n\n');
    this.text = blocks.pop()!;
    for (const block of blocks) {
      const [, id, event, data] = /^id: (\d+)\nevent: (\S+)\ndata: (.*)$/.exec(block) ?? [];
      if (id) this.events.push({ id: Number(id), event: event!, data: JSON.parse(data!) as Record<string, unknown> });
    }
    return true;
  }
}

export function aQueryId(): string {
  return rng.id('qry');
}

export function runRequest(queryId: string, ask: AskRequest, clock: Clock): RunQueryRequest {
  const requestHash = createHash('sha256').update(JSON.stringify(ask)).digest('hex');
  const reservation = { queryId, periodStart: '2026-11-01T00:00:00.000Z', admittedAt: clock.iso() };
  return { queryId, requestHash, ask, surface: 'cli', reservation };
}

/** The text shown in the end. */
export function shownText(events: SseEvent[]): unknown {
  return events.findLast(({ event }) => event === 'message.completed')?.data.text;
}
