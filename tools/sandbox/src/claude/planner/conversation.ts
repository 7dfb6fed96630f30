import { blocksOf } from '../api/conversation-rules';
import type { ContentBlockParam, MessageRequest } from '../api/request-schema';
import type { NationTime } from './nation-time';

/** What a tool gave back. A result that is not of the agreed form is a failure with its text as message. */
export type ToolOutcome = { ok: true; data: unknown; count?: number; truncated: boolean } | { ok: false; message: string };

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
  /** The person whose record the user is looking at. */
  personOnPage: string | undefined;
  calls: PastCall[];
}

/** Reads a request as a conversation. `fallbackNow` stands in where the question carries no time. */
export function readConversation(request: MessageRequest, fallbackNow: number): Conversation {
  const messages = request.messages.map(({ role, content }) => ({ role, blocks: blocksOf(content) }));
  const asked = messages.findLastIndex(
    ({ role, blocks }) =>
      role === 'user' && blocks.some(block => block.type === 'text') && !blocks.some(block => block.type === 'tool_result'),
  );
  const texts = (messages[asked]?.blocks ?? []).flatMap(block => (block.type === 'text' ? [block.text] : []));
  const context = texts.find(text => currentTime.test(text)) ?? '';
  const words = texts.length > 1 ? texts.filter(text => text !== context) : texts.map(withoutContextLines);
  return {
    question: words.join('\n').trim(),
    now: readTime(context) ?? { at: fallbackNow, zone: 'UTC' },
    currency: context.match(/^\s*Currency:\s*([A-Z]{3})\b/m)?.[1] ?? 'USD',
    personOnPage: context.match(/^\s*Page:\s*(?:person|signup) (\S+)/m)?.[1],
    calls: answeredCalls(messages.slice(asked + 1).flatMap(({ blocks }) => blocks)),
  };
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
    const count = result['count'];
    return {
      ok: true,
      data: result['data'],
      truncated: result['truncated'] === true,
      ...(typeof count === 'number' && { count }),
    };
  }
  const message = result?.['message'];
  return {
    ok: false,
    message: typeof message === 'string' && message !== '' ? message : result ? 'it failed' : text || 'it failed',
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
