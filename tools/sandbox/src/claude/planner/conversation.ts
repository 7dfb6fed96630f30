import { blocksOf } from '../api/conversation-rules';
import type { ContentBlockParam, MessageRequest } from '../api/request-schema';
import type { NationTime } from './nation-time';

/** What a tool gave back. A result that is not of the agreed form is a failure with its text as message. */
export type ToolOutcome =
  | { ok: true; data: unknown; count?: number; resultSet?: string; truncated: boolean }
  | { ok: false; message: string; held?: HeldChange };

/** What a change would do that waits for an approval. */
export interface HeldChange {
  kind: string;
  count: number;
  sample: string[];
  notes: string[];
}

/** A call that has been made and answered since the question was asked. */
export interface PastCall {
  name: string;
  input: unknown;
  outcome: ToolOutcome;
}

/** The newest question, its surroundings, and what has been found out since. */
export interface Conversation {
  question: string;
  now: NationTime;
  currency: string;
  /** The record that the user is looking at. */
  page?: { kind: string; id: string };
  calls: PastCall[];
  /** What was asked before, newest first, each with the selection that was made for it. */
  earlier: { question: string; resultSet?: string }[];
}

interface Message {
  role: string;
  blocks: ContentBlockParam[];
}

const isQuestion = ({ role, blocks }: Message): boolean =>
  role === 'user' && blocks.some(block => block.type === 'text') && !blocks.some(block => block.type === 'tool_result');

/** Reads a request as a conversation. `fallbackNow` stands in where the question carries no time. */
export function readConversation(request: MessageRequest, fallbackNow: number): Conversation {
  const messages: Message[] = request.messages.map(({ role, content }) => ({ role, blocks: blocksOf(content) }));
  const asked = messages.findLastIndex(isQuestion);
  const { context, question } = readQuestion(messages[asked]);
  return {
    question,
    now: readTime(context) ?? { at: fallbackNow, zone: 'UTC' },
    currency: context.match(/^\s*Currency:\s*([A-Z]{3})\b/m)?.[1] ?? 'USD',
    ...pageOf(context),
    calls: callsAfter(messages, asked),
    earlier: earlierQuestions(messages.slice(0, Math.max(asked, 0))),
  };
}

/** The words of a question, apart from the lines that tell where and when it was asked. */
function readQuestion(message: Message | undefined): { context: string; question: string } {
  const texts = (message?.blocks ?? []).flatMap(block => (block.type === 'text' ? [block.text] : []));
  const context = texts.find(text => currentTime.test(text)) ?? '';
  const words = texts.length > 1 ? texts.filter(text => text !== context) : texts.map(withoutContextLines);
  return { context, question: words.join('\n').trim() };
}

const callsAfter = (messages: Message[], asked: number): PastCall[] =>
  answeredCalls(messages.slice(asked + 1).flatMap(({ blocks }) => blocks));

function earlierQuestions(messages: Message[]): Conversation['earlier'] {
  const starts = messages.flatMap((message, index) => (isQuestion(message) ? [index] : []));
  const questions = starts.map((start, index) => {
    const made = callsAfter(messages.slice(0, starts[index + 1]), start);
    const resultSet = made.flatMap(({ outcome }) => (outcome.ok && outcome.resultSet ? [outcome.resultSet] : [])).at(-1);
    return { question: readQuestion(messages[start]).question, ...(resultSet && { resultSet }) };
  });
  return questions.toReversed();
}

function pageOf(context: string): { page?: { kind: string; id: string } } {
  const [, kind = '', id] = context.match(/^\s*Page:\s*(\w+) (\d+)\s*$/m) ?? [];
  return id === undefined ? {} : { page: { kind: kind === 'signup' ? 'person' : kind, id } };
}

const currentTime = /^\s*Current time:\s*(\S+)(?:\s*\(([^)]+)\))?/m;
const withoutContextLines = (text: string): string =>
  text
    .split('\n')
    .filter(line => !/^\s*(Current time|Nation|Currency|Locale|Role|Page|Background actions): /.test(line))
    .join('\n');

function readTime(context: string): NationTime | undefined {
  const [, iso = '', zone = 'UTC'] = context.match(currentTime) ?? [];
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return undefined;
  return { at, zone: isZone(zone) ? zone : 'UTC' };
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

function answeredCalls(blocks: ContentBlockParam[]): PastCall[] {
  const outcomes = new Map<string, ToolOutcome>();
  for (const block of blocks) {
    if (block.type === 'tool_result') outcomes.set(block.tool_use_id, readOutcome(resultText(block.content), block.is_error));
  }
  return blocks.flatMap(block => {
    const outcome = block.type === 'tool_use' ? outcomes.get(block.id) : undefined;
    return block.type === 'tool_use' && outcome ? [{ name: block.name, input: block.input, outcome }] : [];
  });
}

type ResultContent = Extract<ContentBlockParam, { type: 'tool_result' }>['content'];

const resultText = (content: ResultContent): string =>
  typeof content === 'string' ? content : (content ?? []).map(block => (block.type === 'text' ? block.text : '')).join('');

function readOutcome(text: string, isError: boolean | undefined): ToolOutcome {
  const result = parseRecord(text);
  if (result?.['ok'] === true && !isError) {
    const { count, result_set: resultSet } = result;
    return {
      ok: true,
      data: result['data'],
      truncated: result['truncated'] === true,
      ...(typeof count === 'number' && { count }),
      ...(typeof resultSet === 'string' && { resultSet }),
    };
  }
  const message = result?.['message'];
  const held = result?.['code'] === 'approval_needed' ? heldChange(result['would']) : undefined;
  return {
    ok: false,
    ...(held && { held }),
    message: typeof message === 'string' && message !== '' ? message : result ? 'it failed' : text || 'it failed',
  };
}

function heldChange(would: unknown): HeldChange {
  const { kind, count, sample, notes } = (would ?? {}) as Record<string, unknown>;
  const labels = (Array.isArray(sample) ? sample : []).map((item: unknown) => (item as { label?: unknown } | null)?.label);
  return {
    kind: typeof kind === 'string' ? kind : 'record',
    count: typeof count === 'number' ? count : 0,
    sample: labels.filter(label => typeof label === 'string'),
    notes: (Array.isArray(notes) ? notes : []).filter(note => typeof note === 'string'),
  };
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
