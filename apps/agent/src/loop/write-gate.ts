import type { Link, PageContext } from '@nat/contracts';
import type { ContentBlock, ModelMessage } from '../model/model.port';
import type { ToolContext, WriteTool } from '../tools/kit/define-tool';
import { inputSchemaOf } from '../tools/kit/define-tool';
import { highest } from '../tools/writing/tiers';
import { accumulated, writeKey, type Writes } from './accumulation';
import { mustWait } from './gate';
import { isGrounded } from './grounding';
import { type LookedAt, lookAt } from './looked-at';
import { isTainted } from './taint';
import { type Done, type Refusal, refused, type ToolOutcome } from './tool-outcome';

/** A change that the model asked for, with valid input. */
export interface WriteCall {
  tool: WriteTool;
  input: unknown;
  toolCallId: string;
  toolUseId: string;
  /** Links to the records that the query has found so far. */
  links: readonly Link[];
}

/** A change that may be made now. */
export interface PassedCall extends LookedAt {
  toolCallId: string;
  toolUseId: string;
}

export interface WriteGateOptions {
  /** Makes a change, as an entry of the ledger. */
  carryOut: (call: PassedCall, context: ToolContext) => Promise<Done | Refusal>;
  /** Why a change that is otherwise allowed is not made in this nation; undefined when it may be. */
  forbidden: (call: LookedAt) => Promise<Refusal | undefined>;
  /** What the model was sent when the query began, the question included. */
  sent: readonly ModelMessage[];
  /** The person's current message. */
  message: string;
  pageContext?: PageContext;
  /** Changes of this query before it waited. */
  writes?: Writes;
}

/**
 * Where every change of a query passes: it is looked at, its tier is computed from its arguments and targets, and then it is
 * made, held for its person, or refused. What the model says about a call has no part in it.
 */
export class WriteGate {
  /** Changes that were made or held, in order. */
  readonly writes: Writes[number][];
  private tainted: boolean;

  constructor(private readonly options: WriteGateOptions) {
    this.writes = [...(options.writes ?? [])];
    this.tainted = isTainted(options.sent);
  }

  /** A result that goes to the model at once: strangers' words in it taint what follows. */
  heard(outcome: ToolOutcome): void {
    if (outcome.ok === true) this.tainted ||= JSON.stringify(outcome.result.forModel).includes('"untrusted":true');
  }

  /** Results that the model gets of a turn for which the query waited, in this process or in another. */
  read(results: readonly ContentBlock[]): void {
    this.tainted ||= isTainted([{ role: 'user', content: [...results] }]);
  }

  async pass(call: WriteCall, context: ToolContext): Promise<ToolOutcome> {
    const { tool, input, toolCallId, toolUseId } = call;
    const step = accumulated(this.writes, tool.name, input);
    if (step.kind === 'repeated') return refused('already_done', 'This change was already made or asked for in this query.');
    if (step.kind === 'use_bulk')
      return refused(
        'use_bulk',
        `Not one by one: collect them in a selection and use ${step.form}, as one change. Nothing was changed.`,
      );
    const looked = await lookAt(tool, input, context);
    const tier = step.kind === 'raise' ? highest(looked.tier, step.tier) : looked.tier;
    const decided = { ...looked, tier };
    const barred = await this.options.forbidden(decided);
    if (barred) return barred;
    const waits = mustWait({ tier, tainted: this.tainted, grounded: this.isGrounded(decided, call.links, context) });
    this.writes.push({ tool: tool.name, key: writeKey(tool.name, input) });
    if (waits) return { ok: 'held', call: decided };
    return this.options.carryOut({ ...decided, toolCallId, toolUseId }, context);
  }

  private isGrounded({ tool, input, effect }: LookedAt, found: readonly Link[], { clock }: ToolContext): boolean {
    const { message, pageContext } = this.options;
    const year = clock.date().getUTCFullYear();
    const choices = choicesOf(tool);
    const isChoice = (name: string): boolean => choices.has(name);
    return isGrounded(input, effect, { message, pageContext, found, tainted: this.tainted, year, isChoice });
  }
}

/** Names of the parameters whose values the schema fixes. */
function choicesOf(tool: WriteTool): Set<string> {
  const { properties = {} } = inputSchemaOf(tool) as { properties?: Record<string, { enum?: unknown; const?: unknown }> };
  return new Set(Object.entries(properties).flatMap(([name, { enum: values }]) => (values === undefined ? [] : [name])));
}
