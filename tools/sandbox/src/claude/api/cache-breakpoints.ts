import { invalidRequest } from './errors';
import { blocksOf } from './conversation-rules';
import type { ContentBlockParam, PromptRequest, ToolParam } from './request-schema';

export type CacheTtl = '5m' | '1h';

/** One cacheable piece of the prompt, in the order in which the vendor reads it: tools, system, messages. */
export interface PromptPiece {
  section: 'tools' | 'system' | 'messages';
  /** Set on the first piece of a message. */
  role?: 'user' | 'assistant' | 'system';
  value: ToolParam | ContentBlockParam;
  /** Set where a breakpoint stands. */
  ttl?: CacheTtl;
}

type Marked = { cache_control?: { ttl?: CacheTtl | undefined } | null | undefined };

const ttlOf = (mark: Marked['cache_control']): CacheTtl | undefined => (mark ? (mark.ttl ?? '5m') : undefined);

/** The prompt as pieces, with its breakpoints checked: at most four, longer lives first, none on empty text. */
export function promptPieces(request: PromptRequest): PromptPiece[] {
  const pieces: PromptPiece[] = [];
  const add = (section: PromptPiece['section'], value: PromptPiece['value'], role?: PromptPiece['role']) => {
    const ttl = pieceTtl(value);
    if (ttl && value.type === 'text' && value.text === '') {
      throw invalidRequest(`${section}: cache_control cannot be set for empty text blocks`);
    }
    pieces.push({ section, value, ...(role && { role }), ...(ttl && { ttl }) });
  };
  for (const tool of request.tools ?? []) add('tools', tool);
  for (const block of blocksOf(request.system ?? [])) add('system', block);
  for (const message of request.messages) {
    blocksOf(message.content).forEach((block, place) => add('messages', block, place === 0 ? message.role : undefined));
  }
  markLast(pieces, request);
  checkBreakpoints(pieces);
  return pieces;
}

/** A mark inside a tool result counts for the whole result. */
function pieceTtl(value: PromptPiece['value']): CacheTtl | undefined {
  const nested: Marked[] = value.type === 'tool_result' && Array.isArray(value.content) ? value.content : [];
  const marks = [...nested, value as Marked].map(marked => ttlOf(marked.cache_control));
  return marks.findLast(ttl => ttl !== undefined);
}

const cacheable = (piece: PromptPiece): boolean => piece.value.type !== 'thinking' && piece.value.type !== 'redacted_thinking';

/** The top-level `cache_control` marks the last block that can carry a mark. */
function markLast(pieces: PromptPiece[], request: PromptRequest): void {
  const ttl = ttlOf(request.cache_control);
  const last = pieces.findLast(cacheable);
  if (ttl && last) last.ttl ??= ttl;
}

function checkBreakpoints(pieces: PromptPiece[]): void {
  const marked = pieces.filter(piece => piece.ttl);
  if (marked.length > 4) {
    throw invalidRequest(`A maximum of 4 blocks with cache_control may be provided. Found ${marked.length}.`);
  }
  const short = marked.findIndex(piece => piece.ttl === '5m');
  const long = marked.findLastIndex(piece => piece.ttl === '1h');
  if (short !== -1 && long > short) {
    throw invalidRequest(
      `${marked[long]!.section}: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. ` +
        'Note that blocks are processed in the following order: `tools`, `system`, `messages`.',
    );
  }
}
