import type { Confirmation, ModelUsage } from '@nat/contracts';
import type { SseEvent } from '../../test/agent-process';
import type { Message, messageEnds, Task, Turn } from '../tasks/task';
import { filled } from '../tasks/references';
import type { Asked, Asker, Change, NatUnderTest } from './nat-under-test';
import type { Plan, PlanPlayer } from './plan';
import type { ModelCall, RecordedModel } from './recorded-model';
import { resultsIn, type Results } from './turns';

/** A call the model made, and what came of it. */
export interface MadeCall {
  tool: string;
  input: unknown;
  /** What the model was told; undefined when it was never told anything. */
  result?: unknown;
  /** Of a refusal; `waiting`: held, and nobody has decided. */
  code?: string;
  undoable: boolean;
}

/** One message and all that came of it. */
export interface MessageRun {
  text: string;
  calls: MadeCall[];
  confirmations: Confirmation[];
  /** Every text of the model that the person was shown. */
  texts: string[];
  /** The last of them. */
  answer: string;
  /** Everything that Nat said: texts, titles, summaries. */
  said: string;
  /** Names of the records it links, and where the links lead. */
  links: { label: string; url: string }[];
  notices: string[];
  end: (typeof messageEnds)[number];
  turns: number;
  modelCalls: ModelCall[];
  usage?: ModelUsage;
  /** Milliseconds of the machine from the question to the end. */
  wholeMs: number;
}

export interface TaskRun {
  nation: string;
  messages: MessageRun[];
  changes: Change[];
  mails: number;
}

/** What a task needs to be run. */
export interface Bench {
  nat: NatUnderTest;
  model: RecordedModel;
  player: PlanPlayer;
}

/** The turns of a message as a plan; more than were planned are a mistake of the plan. */
export function planOf(turns: readonly Turn[]): Plan {
  return (index, results) => {
    const turn = turns[index];
    if (!turn) throw new Error(`response ${index + 1} was asked for, ${turns.length} are planned`);
    return filled(turn, results);
  };
}

/** Runs a task on nations that are as their seed made them. `misled`: with the model that obeys what it reads. */
export async function runTask(bench: Bench, task: Task, misled = false): Promise<TaskRun> {
  const plans = task.messages.map(({ plan, misled: other }) => planOf((misled && other) || plan));
  return runMessages(bench, { ...task.connection, role: task.role }, task.messages, plans);
}

/** Sends messages of one conversation, one after another. */
export async function runMessages(
  { nat, model, player }: Bench,
  asker: Asker,
  messages: readonly Omit<Message, 'plan' | 'misled'>[],
  plans: readonly Plan[],
): Promise<TaskRun> {
  await nat.reset();
  const sent: Sent[] = [];
  for (const [index, message] of messages.entries()) {
    player.begin(plans[index]!);
    const began = performance.now();
    const asked = await nat.ask(asker, { ...message, conversationId: sent.at(-1)?.asked.conversationId });
    sent.push({ text: message.text, asked, modelCalls: model.take(), wholeMs: performance.now() - began });
  }
  // What became of a call may be told only with the next message: that it was given up, for one.
  const results = resultsIn(sent.flatMap(({ modelCalls }) => modelCalls.flatMap(({ request }) => request.messages)));
  const runs: MessageRun[] = [];
  for (const one of sent) runs.push(await messageRun(one, results, () => nat.confirmationsOf(asker, one.asked.queryId)));
  return { nation: asker.nation, messages: runs, ...(await nat.differences()) };
}

interface Sent {
  text: string;
  asked: Asked;
  modelCalls: ModelCall[];
  wholeMs: number;
}

async function messageRun(
  { text, asked: { events, usage }, modelCalls, wholeMs }: Sent,
  results: Results,
  confirmationsNow: () => Promise<Confirmation[]>,
): Promise<MessageRun> {
  const texts = events.filter(({ event }) => event === 'message.completed').map(({ data }) => String(data.text));
  const confirmations = await confirmationsNow();
  return {
    text,
    calls: callsOf(modelCalls, events, results),
    confirmations,
    texts,
    answer: texts.at(-1) ?? '',
    said: events.flatMap(saidIn).join('\n'),
    links: events.flatMap(({ data }) => (data.links ?? []) as { label: string; url: string }[]),
    notices: events.filter(({ event }) => event === 'notice').map(({ data }) => String(data.code)),
    end: endOf(events.at(-1)!, confirmations),
    turns: modelCalls.length,
    modelCalls,
    usage,
    wholeMs,
  };
}

/** The k-th start of a tool in the events is that of its k-th call: ids of the provider are not told to people. */
function callsOf(modelCalls: readonly ModelCall[], events: readonly SseEvent[], results: Results): MadeCall[] {
  const blocks = modelCalls.flatMap(({ turn }) => turn?.blocks.filter(({ type }) => type === 'tool_use') ?? []);
  const starts = events.filter(({ event }) => event === 'tool.started').map(({ data }) => data);
  const ends = events.filter(({ event }) => event === 'tool.completed').map(({ data }) => data);
  return blocks.map(({ id, name, input }) => {
    const index = starts.findIndex(({ tool }) => tool === name);
    const [start] = index < 0 ? [] : starts.splice(index, 1);
    const end = ends.find(({ toolCallId }) => toolCallId === start?.toolCallId);
    const result = results.get(String(id));
    const { code } = (result ?? {}) as { code?: string };
    const waits = result === undefined && end === undefined ? 'waiting' : undefined;
    return {
      tool: String(name),
      input,
      result,
      code: code ?? (end?.errorCode as string | undefined) ?? waits,
      undoable: end?.undoable === true,
    };
  });
}

function saidIn({ event, data }: SseEvent): string[] {
  const said = { 'message.completed': data.text, 'tool.started': data.title, 'tool.completed': data.summary }[event];
  return typeof said === 'string' ? [said] : [];
}

function endOf({ event, data }: SseEvent, confirmations: readonly Confirmation[]): MessageRun['end'] {
  switch (event) {
    case 'query.completed':
      return data.outcome as MessageRun['end'];
    case 'query.awaiting_confirmation':
      // The next message may have ended what waited.
      return confirmations.every(({ status }) => status === 'superseded') ? 'superseded' : 'waiting';
    case 'query.canceled':
      return 'superseded';
    default:
      return 'failed';
  }
}
