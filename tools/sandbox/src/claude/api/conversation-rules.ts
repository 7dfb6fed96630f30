import { invalidRequest } from './errors';
import { signThinking } from './ids';
import type { ModelFacts } from './models';
import type { ContentBlockParam, MessageParam, PromptRequest } from './request-schema';

/** Consecutive messages of one role, which the API joins; `index` is the first one's. */
interface Turn {
  role: MessageParam['role'];
  index: number;
  blocks: ContentBlockParam[];
}

/** A message's content as blocks: a string is short for one text block. */
export function blocksOf(content: MessageParam['content']): ContentBlockParam[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** What tells one turn of the model from another: its blocks without what clients may add or leave out. */
export const turnKey = (blocks: readonly Pick<ContentBlockParam, 'type'>[]): string =>
  JSON.stringify(
    blocks.map(block => ['type', 'text', 'thinking', 'data', 'id'].map(field => (block as Record<string, unknown>)[field])),
  );

/**
 * What the vendor demands of the order of messages and blocks, beyond their shape. Throws the 400 of the first breach.
 *
 * @param isPaused whether a turn, by its {@link turnKey}, was answered with `pause_turn`: it may stand at the end, to be gone on with.
 */
export function checkConversation(request: PromptRequest, model: ModelFacts, isPaused: (key: string) => boolean): void {
  const { messages } = request;
  if (messages[0]!.role !== 'user') throw invalidRequest('messages: first message must use the "user" role');
  messages.forEach((message, index) => checkMessage(message, index, index === messages.length - 1));
  const turns = joinTurns(messages);
  checkToolUseIds(turns);
  turns.forEach((turn, position) => {
    checkResultsBelong(turn, turns[position - 1]);
    checkCallsAnswered(turn, turns[position + 1]);
  });
  const end = turns.at(-1)!;
  if (!isPaused(turnKey(blocksOf(messages.at(-1)!.content)))) checkEnd(end, model, request);
  if (request.thinking?.type === 'enabled') checkThinkingKept(turns);
  if (!request.tools?.length && messages.some(usesTools)) {
    throw invalidRequest('Requests which include `tool_use` or `tool_result` blocks must define tools.');
  }
}

const usesTools = (message: MessageParam): boolean =>
  blocksOf(message.content).some(block => block.type === 'tool_use' || block.type === 'tool_result');

const rolesOf: Partial<Record<ContentBlockParam['type'], MessageParam['role']>> = {
  tool_use: 'assistant',
  thinking: 'assistant',
  redacted_thinking: 'assistant',
  tool_result: 'user',
  image: 'user',
  document: 'user',
};

function checkMessage(message: MessageParam, index: number, last: boolean): void {
  const at = `messages.${index}`;
  const blocks = blocksOf(message.content);
  const empty = blocks.length === 0 || (typeof message.content === 'string' && message.content === '');
  if (empty && !(last && message.role === 'assistant')) {
    throw invalidRequest(`${at}: all messages must have non-empty content except for the optional final assistant message`);
  }
  blocks.forEach((block, place) => {
    const role = rolesOf[block.type];
    if (role && role !== message.role) {
      throw invalidRequest(`${at}.content.${place}: \`${block.type}\` blocks can only be in \`${role}\` messages`);
    }
    if (message.role === 'system' && block.type !== 'text') {
      throw invalidRequest(`${at}.content.${place}: \`system\` messages can only hold text blocks`);
    }
    if (block.type === 'text' && !empty) checkText(block.text);
    if (block.type === 'thinking' && block.signature !== signThinking(block.thinking)) {
      throw invalidRequest(`${at}.content.${place}: Invalid \`signature\` in \`thinking\` block`);
    }
  });
}

function checkText(text: string): void {
  if (text === '') throw invalidRequest('messages: text content blocks must be non-empty');
  if (text.trim() === '') throw invalidRequest('messages: text content blocks must contain non-whitespace text');
}

function joinTurns(messages: MessageParam[]): Turn[] {
  const turns: Turn[] = [];
  messages.forEach((message, index) => {
    const open = turns.at(-1);
    const blocks = blocksOf(message.content);
    if (open?.role === message.role) open.blocks.push(...blocks);
    else turns.push({ role: message.role, index, blocks: [...blocks] });
  });
  return turns;
}

function checkToolUseIds(turns: Turn[]): void {
  const seen = new Set<string>();
  for (const { blocks, index } of turns) {
    for (const block of blocks) {
      if (block.type !== 'tool_use') continue;
      if (seen.has(block.id)) throw invalidRequest(`messages.${index}: \`tool_use\` ids must be unique`);
      seen.add(block.id);
    }
  }
}

const callIds = (turn: Turn | undefined): string[] =>
  (turn?.blocks ?? []).flatMap(block => (block.type === 'tool_use' ? [block.id] : []));

function checkResultsBelong(turn: Turn, before: Turn | undefined): void {
  const expected = new Set(callIds(before));
  const seen = new Set<string>();
  turn.blocks.forEach((block, place) => {
    if (block.type !== 'tool_result') return;
    const at = `messages.${turn.index}.content.${place}`;
    if (!expected.has(block.tool_use_id)) {
      throw invalidRequest(
        `${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}. ` +
          'Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
      );
    }
    if (seen.has(block.tool_use_id)) {
      throw invalidRequest(
        `${at}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${block.tool_use_id}`,
      );
    }
    seen.add(block.tool_use_id);
  });
}

/** Results count only in front: text before them separates them from their calls. */
function checkCallsAnswered(turn: Turn, next: Turn | undefined): void {
  const leading = (next?.blocks ?? []).findIndex(block => block.type !== 'tool_result');
  const results = (next?.blocks ?? []).slice(0, leading === -1 ? undefined : leading);
  const answered = new Set(results.flatMap(block => (block.type === 'tool_result' ? [block.tool_use_id] : [])));
  const open = callIds(turn).filter(id => !answered.has(id));
  if (open.length === 0) return;
  throw invalidRequest(
    `messages.${turn.index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. ` +
      'Each `tool_use` block must have a corresponding `tool_result` block in the next message.',
  );
}

function checkEnd(turn: Turn, model: ModelFacts, request: PromptRequest): void {
  if (turn.role === 'user') return;
  if (turn.role === 'system' || !model.prefill || (request.thinking && request.thinking.type !== 'disabled')) {
    throw invalidRequest('This model does not support assistant message prefill. The conversation must end with a user message.');
  }
  const end = turn.blocks.at(-1);
  if (end?.type === 'text' && end.text !== end.text.trimEnd()) {
    throw invalidRequest('messages: final assistant content cannot end with trailing whitespace');
  }
}

/** With manual thinking, a tool loop must carry the thinking that led to its calls. */
function checkThinkingKept(turns: Turn[]): void {
  const asked = turns.findLastIndex(turn => turn.role === 'user' && !turn.blocks.some(block => block.type === 'tool_result'));
  const first = turns[asked + 1];
  const opening = first?.blocks[0]?.type;
  if (!first || opening === 'thinking' || opening === 'redacted_thinking') return;
  throw invalidRequest(
    `messages.${first.index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${opening}\`. ` +
      'When `thinking` is enabled, a final `assistant` message must start with a thinking block.',
  );
}
