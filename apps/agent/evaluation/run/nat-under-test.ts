import { Confirmation, type ModelUsage, type NationSlug, QuerySnapshot } from '@nat/contracts';
import { type ServiceIdentity, SystemRng } from '@nat/service-kit';
import { type DemoUser, NationBuilderDouble } from '@nat/testing';
import type { ModelPort } from '../../src/model/model.port';
import { AgentProcess, aWorld, type SseEvent, type World } from '../../test/agent-process';
import { NationDouble } from '../../test/nation-double';
import type { Decision, Elsewhere, Message } from '../tasks/task';
import { RunningClock } from './running-clock';

/** The instant that the truth about the demo nation was counted for. */
export const now = '2026-06-15T12:00:00Z';
export const timeZone = 'America/Chicago';

const rng = new SystemRng();
const mediaType = 'application/vnd.api+json';
/** Milliseconds that a person looks at what waits before deciding. */
const lookMs = 5_000;

/** A record that is not as its seed made it. */
export interface Change {
  nation: string;
  type: string;
  id: string;
  change: 'created' | 'updated' | 'deleted';
  before: unknown;
  after: unknown;
}

/** Somebody who asks, and the connection that answers. */
export interface Asker {
  user: DemoUser;
  nation: string;
  role: ServiceIdentity['role'];
}

export interface Asked {
  queryId: string;
  conversationId: string;
  events: SseEvent[];
  usage?: ModelUsage;
}

/** The double's address, where the agent's own tests have an answer of their own. */
class SeededNation extends NationDouble {
  constructor(private readonly double: NationBuilderDouble) {
    super();
  }

  override get template(): string {
    return this.double.originTemplate;
  }
}

/** The whole agent between the doubles of everything around it, called over HTTP as the gateway calls it. */
export class NatUnderTest {
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly identities = new Map<string, ServiceIdentity>();

  private constructor(
    private readonly agent: AgentProcess,
    private readonly world: World,
    private readonly double: NationBuilderDouble,
    private readonly clock: RunningClock,
  ) {}

  /**
   * @param model whose answers the agent gets, and the name by which they cost.
   * @param speed how many times as fast as the machine's the agent's time runs.
   */
  static async start(model: ModelPort, modelName: string, speed: number): Promise<NatUnderTest> {
    const double = await NationBuilderDouble.start(now);
    const clock = new RunningClock(now, speed);
    const world = {
      ...(await aWorld(clock)),
      nation: new SeededNation(double),
      settings: { ANTHROPIC_MODEL: modelName, NATION_TIME_ZONE: timeZone },
    };
    return new NatUnderTest(await AgentProcess.start(world, model), world, double, clock);
  }

  async stop(): Promise<void> {
    await this.agent.close();
    await this.world.close();
    this.double.stop();
  }

  /** Every nation as its seed made it, background work done as soon as it is asked about, and nobody has done anything yet. */
  async reset(): Promise<void> {
    this.identities.clear();
    await this.double.control('POST', 'reset', {});
    await this.double.control('POST', 'switches', { asyncDelay: 0 });
  }

  /** What is not as the seed made it, and the mails that would have been sent. */
  async differences(): Promise<{ changes: Change[]; mails: number }> {
    const { changes } = await this.double.control<{ changes: Change[] }>('GET', 'diff');
    const { outbox } = await this.double.control<{ outbox: unknown[] }>('GET', 'outbox');
    return { changes, mails: outbox.length };
  }

  /** True answers to the questions of `questions.json`, by id. */
  async truth(): Promise<Record<string, unknown>> {
    return (await this.double.control<{ questions: Record<string, unknown> }>('GET', `answers?timeZone=${timeZone}`)).questions;
  }

  /** Sends one message and follows it to its end, or until it waits for decisions that nobody makes. */
  async ask(asker: Asker, message: Omit<Message, 'plan' | 'misled'> & { conversationId?: string }): Promise<Asked> {
    await this.elsewhere(asker.nation, message.before);
    const identity = this.identityOf(asker);
    const token = await this.tokenOf(asker);
    this.world.siblings.accessToken = () => ({
      body: { accessToken: token, generation: 1, connectionKind: 'nation', usableUntil: '2099-01-01T00:00:00.000Z' },
    });
    const { text, pageContext, conversationId } = message;
    const page = pageContext && { pageContext: { ...pageContext, nationSlug: asker.nation } };
    const reading = await this.agent.ask({ text, conversationId, ...page } as never, { identity });
    if (reading.status !== 200) throw new Error(`asking was refused: ${JSON.stringify(await reading.body())}`);
    const events = await reading.all();
    const decisions = [...message.decisions];
    if (events.at(-1)?.event === 'query.awaiting_confirmation') await this.elsewhere(asker.nation, message.whileHeld);
    while (events.at(-1)?.event === 'query.awaiting_confirmation') {
      if (!(await this.decide(identity, reading.queryId, decisions))) break;
      events.push(...(await (await this.agent.follow(reading.queryId, events.at(-1)!.id, identity)).all()));
    }
    const { queryId } = reading;
    const { conversationId: opened, usage } = await this.snapshot(identity, queryId);
    return { queryId, conversationId: opened, events, usage };
  }

  /** The confirmations of a query as they are now. */
  async confirmationsOf(asker: Asker, queryId: string): Promise<Confirmation[]> {
    return (await this.snapshot(this.identityOf(asker), queryId)).confirmations;
  }

  /** What somebody else does in the control panel, with all permissions. */
  private async elsewhere(nation: string, changes: readonly Elsewhere[]): Promise<void> {
    if (changes.length === 0) return;
    const token = await this.tokenOf({ user: 'ada', nation });
    for (const one of changes) {
      const { type, id } = one;
      const response = await fetch(`${this.double.originTemplate.replace('{slug}', nation)}/api/v2/${type}/${id}`, {
        method: one.change === 'update' ? 'PATCH' : 'DELETE',
        headers: { authorization: `Bearer ${token}`, accept: mediaType, 'content-type': mediaType },
        ...(one.change === 'update' && { body: JSON.stringify({ data: { type, id, attributes: one.attributes } }) }),
      });
      if (!response.ok) throw new Error(`${one.change} of ${type} ${id}: ${response.status} ${await response.text()}`);
    }
  }

  /** Decides what the person decides, in order. False when something is left that nobody decides about. */
  private async decide(identity: ServiceIdentity, queryId: string, decisions: Decision[]): Promise<boolean> {
    const { confirmations } = await this.snapshot(identity, queryId);
    this.clock.pass(lookMs);
    let left = 0;
    for (const { confirmationId, tool, inputHash } of confirmations.filter(({ status }) => status === 'pending')) {
      const index = decisions.findIndex(decision => decision.tool === tool);
      const [decided] = index < 0 ? [] : decisions.splice(index, 1);
      if (!decided) {
        left += 1;
        continue;
      }
      const { decision, reason, typedCount } = decided;
      const response = await this.agent.fetch(`/internal/confirmations/${confirmationId}/decision`, {
        method: 'POST',
        identity,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ decision, inputHash, reason, typedCount, channel: 'cli' }),
      });
      if (response.status !== 200) throw new Error(`${decision} of ${tool} was refused: ${await response.text()}`);
    }
    return left === 0;
  }

  private async snapshot(identity: ServiceIdentity, queryId: string): Promise<QuerySnapshot> {
    return QuerySnapshot.parse((await this.agent.snapshot(queryId, identity)).body);
  }

  /** One account for each connection and role of a task: what it did before is its own. */
  private identityOf({ user, nation, role }: Asker): ServiceIdentity {
    const key = `${user} ${nation} ${role}`;
    const known = this.identities.get(key);
    if (known) return known;
    const identity = { userId: rng.id('usr'), sessionId: rng.id('ses'), nationSlug: nation as NationSlug, role };
    this.identities.set(key, identity);
    return identity;
  }

  private tokenOf({ user, nation }: Omit<Asker, 'role'>): Promise<string> {
    const key = `${user} ${nation}`;
    const known = this.tokens.get(key) ?? this.double.accessToken(user, nation);
    this.tokens.set(key, known);
    return known;
  }
}
