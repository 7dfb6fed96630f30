import type { ToolParam } from '../api/request-schema';
import type { NationTime } from './nation-time';
import type { Choice } from './choosing';
import type { Conversation, EarlierQuestion, PastCall } from './conversation';
import { fits } from './json-schema';
import type { Selection } from './people/selection';
import type { ToolOutcome } from './tool-outcome';
import type { Row } from './wording';

/** A call that a plan wants to have made. */
export interface PlannedCall {
  name: string;
  input: Record<string, unknown>;
  /** True of a change: it waits until nothing is left to look up, so that the changes of a question come in one turn. */
  changes?: true;
}

/**
 * How a clause is answered: yields the calls it needs, all of a batch at once, is resumed with their outcomes in order, and
 * returns the answer. A plan is run anew at every turn of the conversation, so it must depend on nothing but its outcomes.
 */
export type Plan = Generator<PlannedCall[], string, ToolOutcome[]>;

/** A part of a plan that gives back something else than the whole answer. */
export type Step<Result> = Generator<PlannedCall[], Result, ToolOutcome[]>;

/** Ends a plan with a sentence for the user instead of an answer. */
export class CannotAnswer extends Error {}

/** Ends a plan with a question: several records fit, and the user is to choose. */
export class WhichOne extends CannotAnswer {}

/** A successful result: `count` is of all matches, `data` may be only the first of them. */
export interface Found {
  data: unknown;
  count: number | undefined;
  resultSet: string | undefined;
  truncated: boolean;
}

/** Questions before the one that a choice belongs to. */
const rememberedThen = 3;

/** Whom earlier parts of the same question are about. */
export interface Mentioned {
  mentioned?: FindsPerson;
  people?: Selection;
}

/** What every plan works with: the tools of the request, the present, the currency. */
export class PlanKit {
  readonly #tools: Map<string, ToolParam>;

  readonly now: NationTime;
  readonly currency: string;
  /** What was asked before, newest first. */
  readonly earlier: Conversation['earlier'];
  /** What has been called since the question. */
  readonly calls: Conversation['calls'];

  constructor(
    private readonly tools: readonly ToolParam[],
    private readonly conversation: Conversation,
    private readonly meant: Mentioned & { choice?: Choice } = {},
  ) {
    this.#tools = new Map(tools.map(tool => [tool.name, tool]));
    ({ now: this.now, currency: this.currency, earlier: this.earlier, calls: this.calls } = conversation);
  }

  /** The person that an earlier part of the same question is about. */
  get mentioned(): FindsPerson | undefined {
    return this.meant.mentioned;
  }

  /** The people that the part before in the same question is about, where that is an order. */
  get mentionedPeople(): Selection | undefined {
    return this.meant.people;
  }

  /** The one of several records that the user has chosen; undefined where they have not. */
  chosen(rows: readonly Row[]): Row | undefined {
    const { choice } = this.meant;
    const fitting = choice ? rows.filter(choice) : [];
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  /** The id of the record of that kind on the user's page; undefined where the page shows another. */
  onPage(kind: string): string | undefined {
    const { page } = this.conversation;
    return page?.kind === kind ? page.id : undefined;
  }

  /** The same for what somebody calls "this"; ends the plan where nothing shows which. */
  thisOne(kind: string): string {
    const id = this.onPage(kind);
    if (id === undefined) throw new CannotAnswer(`I cannot tell which ${kind} you mean: the page you look at shows none.`);
    return id;
  }

  /** What "that" means of what was changed: the changes of the newest question of this conversation that made any, in order. */
  get lastActions(): readonly string[] {
    return this.earlier.find(({ actions }) => actions !== undefined)?.actions ?? [];
  }

  /** For a clause that stands after others of the same question: "and tag them". */
  after(clauses: readonly string[], mentioned: Mentioned): PlanKit {
    const before = clauses.toReversed().map(question => ({ question, calls: [] }));
    const conversation = { ...this.conversation, earlier: [...before, ...this.earlier] };
    return new PlanKit(this.tools, conversation, { ...this.meant, ...mentioned });
  }

  /** As it was when one of the earlier questions was asked; of what was before that, no more than is spoken of. */
  asOf(question: EarlierQuestion): PlanKit {
    const before = this.earlier.indexOf(question) + 1;
    const then = { ...this.conversation, ...question, earlier: this.earlier.slice(before, before + rememberedThen) };
    return new PlanKit(this.tools, then, this.meant);
  }

  /** For a question whose choice has been made. */
  choosing(choice: Choice): PlanKit {
    return new PlanKit(this.tools, this.conversation, { choice, ...this.meant });
  }

  offers(name: string): boolean {
    return this.#tools.has(name);
  }

  /** Calls a tool with the first of the inputs that its schema accepts. */
  *call(what: string, name: string, ...inputs: Record<string, unknown>[]): Step<Found> {
    const [outcome] = yield [this.plan(what, name, ...inputs)];
    return found(outcome, what);
  }

  /** A call that its schema accepts; ends the plan when the tool or the needed parameters are not offered. */
  plan(what: string, name: string, ...inputs: Record<string, unknown>[]): PlannedCall {
    const tool = this.#tools.get(name);
    if (!tool) throw new CannotAnswer(`I cannot look up ${what} here: the tool ${name} is not offered to me.`);
    const input = inputs.find(candidate => fits(candidate, tool.input_schema));
    if (!input) throw new CannotAnswer(`I cannot look up ${what} that way: the tool ${name} does not take these conditions.`);
    return { name, input };
  }

  /** A call that changes something; ends the plan as {@link plan} does. A null clears, whatever type the schema names. */
  planChange(what: string, name: string, input: Record<string, unknown>): PlannedCall {
    const tool = this.#tools.get(name);
    if (!tool) throw new CannotAnswer(`I cannot ${what} here: the tool ${name} is not offered to me. Nothing was changed.`);
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
    if (!fits(given, tool.input_schema))
      throw new CannotAnswer(`I cannot ${what} that way: the tool ${name} does not take it. Nothing was changed.`);
    return { name, input, changes: true };
  }
}

/** Finds the one person that something is about. */
export type FindsPerson = (kit: PlanKit) => Step<Row>;

/** Runs several parts side by side: what they need is asked for together. */
export function* together<Result>(parts: readonly Step<Result>[]): Step<Result[]> {
  const running = parts.map(part => ({ part, step: part.next() }));
  for (;;) {
    const open = running.filter(({ step }) => !step.done);
    if (open.length === 0) return running.map(({ step }) => step.value as Result);
    const batches = open.map(({ step }) => step.value as PlannedCall[]);
    const outcomes = yield batches.flat();
    let next = 0;
    for (const [index, one] of open.entries()) {
      const until = next + batches[index]!.length;
      one.step = one.part.next(outcomes.slice(next, until));
      next = until;
    }
  }
}

/** The result of a call; ends the plan in plain words when it failed. */
export function found(outcome: ToolOutcome | undefined, what: string): Found {
  if (outcome?.ok)
    return { data: outcome.data, count: outcome.count, resultSet: outcome.resultSet, truncated: outcome.truncated };
  const reason = (outcome?.message ?? 'there is no result')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.\s]+$/, '');
  throw new CannotAnswer(`I could not look up ${what}: ${reason}. Nothing was changed.`);
}

/** The records of a result: its data, or the first list in it. */
export function rowsOf({ data }: Pick<Found, 'data'>): Row[] {
  const list: unknown = Array.isArray(data) ? data : Object.values(data ?? {}).find(Array.isArray);
  return (Array.isArray(list) ? list : []).filter((row): row is Row => typeof row === 'object' && row !== null);
}

/** How many records match, and whether that is certain. */
export function countOf(result: Found): { count: number; partial: boolean } {
  return { count: result.count ?? rowsOf(result).length, partial: result.truncated || result.count === undefined };
}

/** Where a plan has come: to its answer, which may be a question (`asks`), or to the calls that are missing. */
export type Advance = { answer: string; asks?: true } | { missing: PlannedCall[] };

/** Runs a plan over what is already known. */
export function advance(start: () => Plan, known: readonly PastCall[]): Advance {
  const outcomes = new Map(known.map(call => [keyOf(call), call.outcome]));
  try {
    const plan = start();
    let step = plan.next();
    while (!step.done) {
      const missing = step.value.filter(call => !outcomes.has(keyOf(call)));
      if (missing.length > 0) return { missing };
      step = plan.next(step.value.map(call => outcomes.get(keyOf(call))!));
    }
    return { answer: step.value };
  } catch (error) {
    if (error instanceof WhichOne) return { answer: error.message, asks: true };
    if (error instanceof CannotAnswer) return { answer: error.message };
    throw error;
  }
}

/** Two calls with the same key are the same call, whatever the order of their parameters. */
export const keyOf = ({ name, input }: { name: string; input: unknown }): string => `${name} ${JSON.stringify(sorted(input))}`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}
