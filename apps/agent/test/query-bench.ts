import type { ModelPort } from '../src/model/model.port';
import { ScriptedModel } from '../src/model/scripted-model';
import { AgentProcess, aWorld, type World } from './agent-process';

/** A read of people, as a model calls for it. */
export const look: [string, Record<string, unknown>] = ['list_signups', { filter: { is_volunteer: true }, limit: 1 }];

/** One agent in a world of its own, whose model answers by script. */
export class QueryBench {
  private process?: AgentProcess;

  private constructor(readonly world: World) {}

  static async start(): Promise<QueryBench> {
    return new QueryBench(await aWorld());
  }

  /** Begins the agent, anew where there is one. */
  async begin(model: ModelPort): Promise<AgentProcess> {
    await this.process?.close();
    return (this.process = await AgentProcess.start(this.world, model));
  }

  /** Asks an agent whose model answers by this script. */
  async ask(script: ConstructorParameters<typeof ScriptedModel>[0], text = 'How many volunteers?') {
    const model = new ScriptedModel(script);
    const agent = await this.begin(model);
    const reading = await agent.ask({ text });
    const events = await reading.all();
    return { agent, model, events, last: events.at(-1)!, names: events.map(({ event }) => event), queryId: reading.queryId };
  }

  async close(): Promise<void> {
    await this.process?.close();
    await this.world.close();
  }
}

/** Results that the model was given with this request, in order. */
export const resultsIn = (model: ScriptedModel, call: number): Record<string, unknown>[] =>
  model.requests[call]!.messages.at(-1)!.content.map(block => JSON.parse(String(block.content)) as Record<string, unknown>);
