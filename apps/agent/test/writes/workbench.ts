import type { ResourceType } from '@nat/nationbuilder';
import { ManualClock } from '@nat/service-kit';
import { NationBuilderDouble } from '@nat/testing';
import type { Effect, ToolContext, ToolResult, UndoCall, WriteTool } from '../../src/tools/kit/define-tool';
import { InMemoryJournal, type Journal } from '../../src/tools/kit/journal';
import { writeTools } from '../../src/tools/writes';
import { toolContext } from '../tool-context';

type Values = Record<string, unknown>;

/** A record that is not as it was before. */
export interface Difference {
  type: string;
  id: string;
  change: 'created' | 'updated' | 'deleted';
  before: Values | null;
  after: Values | null;
}

export interface Sent {
  method: string;
  path: string;
  operationId: string;
}

export interface Made {
  effect: Effect;
  result: ToolResult;
  journal: Journal;
}

/** Waiting takes no time: here and in the double the clock moves on as if it had been waited. */
class HastyClock extends ManualClock {
  /** What happens while something waits. */
  onSleep?: () => void;

  constructor(
    start: string,
    private readonly double: NationBuilderDouble,
  ) {
    super(start);
  }

  override async sleep(milliseconds: number): Promise<void> {
    this.onSleep?.();
    await this.double.control('POST', 'clock', { advance: milliseconds });
    await this.advance(milliseconds);
  }
}

const now = '2026-06-15T12:00:00Z';

/** The write tools at work on the demo nation of the NationBuilder double, whole again after {@link reset}. */
export class Workbench {
  readonly clock: HastyClock;

  private constructor(
    private readonly double: NationBuilderDouble,
    private readonly token: string,
  ) {
    this.clock = new HastyClock(now, double);
  }

  static async start(): Promise<Workbench> {
    const double = await NationBuilderDouble.start(now);
    return new Workbench(double, await double.accessToken('ada'));
  }

  stop(): void {
    this.double.stop();
  }

  /** The nation as its seed made it, and nothing going wrong. */
  async reset(): Promise<void> {
    // Making the nation anew takes a while: only when something was written.
    if ((await this.writesSent()).length > 0) await this.double.control('POST', 'reset', {});
    await this.calm();
    await this.double.control('DELETE', 'requests');
  }

  /** Nothing goes wrong any more. */
  async calm(): Promise<void> {
    await this.double.control('DELETE', 'faults');
  }

  /** Makes requests go wrong; see the double for what can. */
  async fault(match: object, effect: string, more: object = {}): Promise<void> {
    await this.double.control('POST', 'faults', { match, effect, ...more });
  }

  /** As each query has it: its client, and the selections of its conversation. */
  context(more: Partial<ToolContext> = {}): ToolContext {
    const { clock, token, double } = this;
    return { ...toolContext({ template: double.originTemplate, slug: 'demo', accessToken: token, clock }), ...more };
  }

  /** A context with a selection, under the handle `rs_1`. */
  async withSelection(
    ids: readonly string[],
    type: ResourceType = 'signups',
    more: Partial<ToolContext> = {},
  ): Promise<ToolContext> {
    const context = this.context(more);
    await context.resultSets.save({ type, ids, criteria: 'chosen by a test', truncated: false });
    return context;
  }

  tool(name: string): WriteTool<Values> {
    const tool = writeTools.find(one => one.name === name);
    if (!tool) throw new Error(`there is no tool ${name}`);
    return tool;
  }

  /** Looks, as the loop does: input through the schema first. */
  async preview(name: string, input: object, context = this.context()): Promise<Effect> {
    const tool = this.tool(name);
    return tool.preview(tool.input.parse(input), context);
  }

  /** The tier a call has. */
  async tier(name: string, input: object, context = this.context()): Promise<string> {
    const tool = this.tool(name);
    const parsed = tool.input.parse(input);
    return tool.tier?.(parsed, await tool.preview(parsed, context)) ?? tool.effect;
  }

  /** Looks, then writes what was looked at. `meanwhile` happens in between. */
  async run(
    name: string,
    input: object,
    { context = this.context(), journal = new InMemoryJournal(), meanwhile = async () => undefined as unknown } = {},
  ): Promise<Made> {
    const tool = this.tool(name);
    const parsed = tool.input.parse(input);
    const effect = await tool.preview(parsed, context);
    await meanwhile();
    return { effect, journal, result: await tool.run(parsed, context, { effect, journal }) };
  }

  /** The calls that take a write back. */
  plan(name: string, input: object, journal: Journal): UndoCall[] {
    const tool = this.tool(name);
    return tool.undo.plan?.(tool.input.parse(input), journal, {} as Effect) ?? [];
  }

  /** Takes a write back as the server will: the people of a call become a selection first. */
  async undo(name: string, input: object, journal: Journal): Promise<void> {
    for (const { tool, input: given, people } of this.plan(name, input, journal)) {
      const context = people ? await this.withSelection(people) : this.context();
      const { journal: undone } = await this.run(tool, { ...given, ...(people && { result_set: 'rs_1' }) }, { context });
      const { failed, unknown } = undone.counts();
      if (failed + unknown > 0) throw new Error(`${tool} could not take it back: ${JSON.stringify(undone.items())}`);
    }
  }

  /** What is not as the seed made it. */
  async differences(): Promise<Difference[]> {
    return (await this.double.control<{ changes: Difference[] }>('GET', 'diff')).changes;
  }

  /** Requests since the last reset, in order. */
  async sent(): Promise<Sent[]> {
    return (await this.double.control<{ requests: Sent[] }>('GET', 'requests')).requests;
  }

  async writesSent(): Promise<string[]> {
    return (await this.sent()).filter(({ method }) => method !== 'GET').map(({ operationId }) => operationId);
  }

  /** Ids of the first records of a type. */
  async ids(type: ResourceType, filter: object = {}, count = 1): Promise<string[]> {
    const query = { filter, page: { size: count, number: 1 } } as never;
    return (await this.context().nation.list(type, query)).records.map(({ id }) => id);
  }

  async id(type: ResourceType, filter: object = {}): Promise<string> {
    const [id] = await this.ids(type, filter);
    if (id === undefined) throw new Error(`the nation has no such ${type}`);
    return id;
  }

  /** All of a record that can be read. */
  async read(type: ResourceType, id: string, fields: string[], extra: string[] = []): Promise<Values> {
    const query = { fields: { [type]: fields }, ...(extra.length > 0 && { extraFields: { [type]: extra } }) } as never;
    return (await this.context().nation.show(type, id, query)).record.attributes as Values;
  }
}
