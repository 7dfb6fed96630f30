import { blocksOf } from '../api/conversation-rules';
import type { ContentBlockParam, MessageRequest } from '../api/request-schema';
import type { NationTime } from './nation-time';
import { fieldsOf, readOutcome, type ToolOutcome } from './tool-outcome';

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
  /** What was asked before, newest first. */
  earlier: EarlierQuestion[];
}

/** A question of before, with what its answer left behind. */
export interface EarlierQuestion {
  question: string;
  /** What was called for it. */
  calls: PastCall[];
  /** The selection that was made for it, and how many are in it. */
  resultSet?: string;
  count?: number;
  /** Id of the person it was about; absent where it was about several. */
  person?: string;
  /** Ids of the changes that were carried out for it, in order. */
  actions?: readonly string[];
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
    return { question: readQuestion(messages[start]).question, calls: made, ...leftBehind(made) };
  });
  return questions.toReversed();
}

function leftBehind(made: PastCall[]): Omit<EarlierQuestion, 'question' | 'calls'> {
  const results = made.flatMap(({ outcome }) => (outcome.ok ? [outcome] : []));
  const kept = results.findLast(({ resultSet }) => resultSet !== undefined);
  const people = new Set(made.flatMap(call => personOf(call) ?? []));
  const [person] = people.size === 1 ? people : [];
  const actions = results.flatMap(({ action }) => action?.id ?? []);
  return {
    ...(kept?.resultSet && { resultSet: kept.resultSet, ...(kept.count !== undefined && { count: kept.count }) }),
    ...(person && { person }),
    ...(actions.length > 0 && { actions }),
  };
}

const ownCalls = new Set(['get_signup', 'update_signup']);

/** Whom a call was about: the person it names, or the one it made. */
function personOf({ name, input, outcome }: PastCall): string | undefined {
  if (name === 'create_signup') return outcome.ok ? createdIn(outcome.data) : undefined;
  const { signup_id: id, id: own } = fieldsOf(input) ?? {};
  const about = ownCalls.has(name) ? own : id;
  return typeof about === 'string' ? about : undefined;
}

/** Id of the first record that a change made. */
export function createdIn(data: unknown): string | undefined {
  const { created } = fieldsOf(data) ?? {};
  const id = Array.isArray(created) ? fieldsOf(created[0])?.['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
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
