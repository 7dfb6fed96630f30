import { InMemoryOutbox } from '@nat/event-bus';
import type { Clock } from '@nat/service-kit';
import { endOf } from '../../src/actions/action-account';
import type { ActionRow } from '../../src/actions/action-row';
import { InMemoryActionStore } from '../../src/actions/in-memory-action.store';
import { StoredJournal } from '../../src/actions/stored-journal';
import { StoredLedger } from '../../src/actions/stored-ledger';
import { InMemoryAgentStore } from '../../src/conversation/in-memory-agent.store';
import { WriteContent } from '../../src/confirmations/write-content';
import { newAction } from '../../src/conversation/new-action';
import { lookAt, type LookedAt } from '../../src/loop/looked-at';
import { catalog } from '../../src/tools/catalog';
import type { ToolContext, WriteTool } from '../../src/tools/kit/define-tool';
import { anAction } from '../change-rows';
import { aPerson } from '../conversation-rows';
import { Workbench } from './workbench';

/** Changes as entries of a ledger, carried out one by one, without anything around them. */
export class ChangeLedger {
  readonly owner = aPerson();
  readonly store: InMemoryActionStore;

  constructor(private readonly clock: Clock) {
    const outbox = new InMemoryOutbox();
    this.store = new InMemoryActionStore(new InMemoryAgentStore(clock, outbox), outbox);
  }

  /** The same context, with this ledger in it. */
  within(context: ToolContext): ToolContext {
    const ports = { store: this.store, registry: () => catalog, clock: this.clock };
    return { ...context, ledger: new StoredLedger(this.owner, ports) };
  }

  /** Looks at a change, as it would be shown. */
  look(name: string, input: object, context: ToolContext): Promise<LookedAt> {
    const tool = catalog.find(name) as WriteTool;
    return lookAt(tool, tool.input.parse(input), this.within(context));
  }

  /** Carries out what was looked at, out of what is kept of it; `meanwhile` happens in between. */
  async make(looked: LookedAt, context: ToolContext, meanwhile = async (): Promise<unknown> => undefined): Promise<ActionRow> {
    const { store, clock } = this;
    const { actionId, toolCallId, sessionId } = anAction(this.owner, clock);
    const origin = { ...this.owner, sessionId, role: 'member' as const, correlationId: 'req_1' };
    const action = newAction(origin, { ...looked, toolCallId }, { actionId, createdAt: clock.iso() });
    // As it comes out of its store: a value that JSON does not keep would be lost here too.
    const content = WriteContent.parse(JSON.parse(JSON.stringify({ input: looked.input, effect: looked.effect })));
    if ((await store.begin({ action, content })) === 'refused') throw new Error('it was taken back already');
    await meanwhile();
    const journal = await StoredJournal.open(action, store);
    const { summary } = await looked.tool.run(content.input, this.within(context), { effect: content.effect, journal });
    const original = action.undoes === undefined ? undefined : await store.find(action.nationSlug, action.undoes);
    if (!(await store.end(endOf(action, journal, { summary, original, endedAt: clock.iso() }))))
      throw new Error('it was ended by somebody else');
    return this.entry(actionId);
  }

  async change(name: string, input: object, context: ToolContext): Promise<ActionRow> {
    return this.make(await this.look(name, input, context), context);
  }

  async undo(context: ToolContext, input: object = {}): Promise<ActionRow> {
    return this.change('undo_action', input, context);
  }

  /** What became of its targets. */
  journal(action: ActionRow): Promise<StoredJournal> {
    return StoredJournal.open(action, this.store);
  }

  async entry(actionId: string): Promise<ActionRow> {
    return (await this.store.find(this.owner.nationSlug, actionId))!;
  }
}

/** For each test a nation as its seed made it, and a ledger of its own; `set` is given both. */
export function onALedger(set: (bench: Workbench, ledger: ChangeLedger) => void): void {
  let bench: Workbench;
  beforeAll(async () => void (bench = await Workbench.start()), 60_000);
  afterAll(() => bench.stop());
  beforeEach(async () => {
    await bench.reset();
    set(bench, new ChangeLedger(bench.clock));
  });
}
