import type { AskRequest, Confirmation, DecideRequest, DecisionAnswer, UndoActionRequest } from '@nat/contracts';
import { NationSlug } from '@nat/contracts';
import { type Clock, type ManualClock, type ServiceIdentity, SystemClock } from '@nat/service-kit';
import type { ResourceType } from '@nat/nationbuilder';
import { eventually, NationBuilderDouble } from '@nat/testing';
import { toolContext } from '../tool-context';
import { type ScriptedResponse, ScriptedModel } from '../../src/model/scripted-model';
import { ada as adaOf, AgentProcess, aQueryId, aWorld, type SseEvent, type World } from '../agent-process';

export const ada: ServiceIdentity = { ...adaOf, nationSlug: NationSlug.parse('demo') };
export const bea: ServiceIdentity = { ...ada, userId: 'usr_beabeabeabeabeabeabeabeabea' };

/** The instant that the demo nation's seed is of. */
export const seededAt = '2026-06-15T12:00:00Z';

/** Seed of the demo nation: people of known names. */
export const sarah = '110';

interface Difference {
  type: string;
  id: string;
  change: string;
  after: Record<string, unknown> | null;
}

/** Agent processes at work on the demo nation of the NationBuilder double, called as the gateway calls them. */
export class ChangeBench {
  readonly ada = ada;
  agent!: AgentProcess;

  private constructor(
    readonly double: NationBuilderDouble,
    readonly world: World,
  ) {}

  static async start(double: NationBuilderDouble, clock: Clock = new SystemClock()): Promise<ChangeBench> {
    await double.control('POST', 'reset', {});
    const world = await aWorld(clock);
    const accessToken = await double.accessToken('ada', 'demo');
    world.siblings.accessToken = () => ({
      body: { accessToken, generation: 1, connectionKind: 'nation', usableUntil: '2099-01-01T00:00:00.000Z' },
    });
    world.settings = { NATIONBUILDER_ORIGIN_TEMPLATE: double.originTemplate };
    return new ChangeBench(double, world);
  }

  /** Begins a process whose model answers by this script. */
  async script(script: ConstructorParameters<typeof ScriptedModel>[0]): Promise<ScriptedModel> {
    const model = new ScriptedModel(script);
    this.agent = await AgentProcess.start(this.world, model);
    return model;
  }

  async close(): Promise<void> {
    await this.agent?.close();
    await this.world.close();
  }

  /** Asks, and reads to the end of the response. */
  async ask(text: string, more: Partial<AskRequest> = {}, identity = ada) {
    const queryId = aQueryId();
    const events = await (await this.agent.ask({ text, ...more }, { queryId, identity })).all();
    return { queryId, events, last: events.at(-1)!, conversationId: String(events[0]?.data.conversationId) };
  }

  /** What comes after the last event that was seen, to the end of the response. */
  async follow(queryId: string, after: SseEvent): Promise<SseEvent[]> {
    return (await this.agent.follow(queryId, after.id, ada)).all();
  }

  async get<T>(path: string, identity = ada): Promise<{ status: number; body: T }> {
    const answer = await this.agent.fetch(`/internal/${path}`, { identity });
    return { status: answer.status, body: (await answer.json()) as T };
  }

  async post<T>(path: string, body: object, identity = ada, agent = this.agent): Promise<{ status: number; body: T }> {
    const headers = { 'content-type': 'application/json' };
    const answer = await agent.fetch(`/internal/${path}`, { identity, method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as T };
  }

  decide(
    { confirmationId, inputHash }: Pick<Confirmation, 'confirmationId' | 'inputHash'>,
    decision: DecideRequest['decision'] = 'approve',
    more: Partial<DecideRequest> & Record<string, unknown> = {},
    identity = ada,
  ) {
    const body = { decision, inputHash, channel: 'web', ...more };
    return this.post<DecisionAnswer & { code: string }>(`confirmations/${confirmationId}/decision`, body, identity);
  }

  /** Takes an action back, as a person does with a button of the web page. */
  undo<T>(actionId: string, idempotencyKey: string, more: Partial<UndoActionRequest> = {}, identity = ada) {
    return this.post<T>(`actions/${actionId}/undo`, { idempotencyKey, channel: 'web', ...more }, identity);
  }

  /** Looks until the answer is like this. */
  async until(path: string, like: object): Promise<void> {
    await eventually(async () => expect((await this.get(path)).body).toMatchObject(like));
  }

  /** A change that somebody else makes. */
  async change(type: ResourceType, id: string, attributes: object): Promise<void> {
    const accessToken = await this.double.accessToken('ada', 'demo');
    const place = { template: this.double.originTemplate, slug: 'demo', accessToken, clock: new SystemClock() };
    await toolContext(place).nation.update(type, id, { attributes } as never);
  }

  /** What is not as the seed made it, in the order of its types. */
  async differences(): Promise<Difference[]> {
    const { changes } = await this.double.control<{ changes: Difference[] }>('GET', 'diff');
    const more = changes.filter(({ after }) => Object.keys(after ?? {}).join() !== 'updated_at');
    return more.sort((a, b) => a.type.localeCompare(b.type));
  }

  /** Writes that reached the nation. */
  async writesSent(): Promise<string[]> {
    const { requests } = await this.double.control<{ requests: { method: string; operationId: string }[] }>('GET', 'requests');
    const writes = requests.filter(({ method, operationId }) => method !== 'GET' && !operationId.startsWith('oauth'));
    return writes.map(({ operationId }) => operationId);
  }
}

/**
 * For each test a nation as its seed made it, and a bench of its own; `set` is given it.
 *
 * @param clockOf asked before each test.
 */
export function onAChangeBench(set: (bench: ChangeBench) => void, clockOf: () => Clock = () => new SystemClock()): void {
  let double: NationBuilderDouble;
  let bench: ChangeBench;
  beforeAll(async () => void (double = await NationBuilderDouble.start(seededAt)), 60_000);
  afterAll(() => double.stop());
  beforeEach(async () => set((bench = await ChangeBench.start(double, clockOf()))));
  afterEach(() => bench.close());
}

/** What comes while time passes on a clock that stands still: no further than one look of a follower (250 ms) at once. */
export async function asTimePasses<T>(clock: ManualClock, coming: Promise<T>): Promise<T> {
  let come = false;
  void coming.catch(() => undefined).then(() => (come = true));
  await eventually(async () => {
    await clock.advance(250);
    expect(come).toBe(true);
  });
  return coming;
}

/** The cards of a response. */
export const cardsIn = (events: SseEvent[]): Confirmation[] =>
  events.filter(({ event }) => event === 'confirmation.required').map(({ data }) => data as unknown as Confirmation);

export const named = (events: SseEvent[], name: string): Record<string, unknown>[] =>
  events.filter(({ event }) => event === name).map(({ data }) => data);

/** Results of tools that the n-th request gave the model, newest message. */
export function resultsIn(model: ScriptedModel, request: number): Record<string, unknown>[] {
  const last = model.requests[request]!.messages.at(-1)!;
  return last.content.map(({ content }) => JSON.parse(String(content)) as Record<string, unknown>);
}

/** A turn of calls with ids of their own. */
export function turnOf(turn: number, ...wanted: [name: string, input: Record<string, unknown>][]): ScriptedResponse {
  const blocks = wanted.map(([name, input], index) => ({ type: 'tool_use', id: `toolu_${turn}_${index}`, name, input }));
  return [{ type: 'turn', turn: { blocks, stopReason: 'tool_use', unreadableInputs: new Set() } }];
}
