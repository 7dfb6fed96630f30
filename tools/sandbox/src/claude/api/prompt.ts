import { createHash } from 'node:crypto';
import { promptPieces, type CacheTtl, type PromptPiece } from './cache-breakpoints';
import type { PromptRequest } from './request-schema';
import { pieceJson, pieceTokens } from './tokens';

/** A place in the prompt where a cached prefix can end. */
export interface PrefixPoint {
  section: PromptPiece['section'];
  /** Identity of everything up to here, this piece included. */
  hash: string;
  /** Tokens of everything up to here. */
  tokens: number;
  ttl?: CacheTtl;
}

/** A prompt measured once: its size and the identity of each of its prefixes. */
export interface MeasuredPrompt {
  tokens: number;
  points: PrefixPoint[];
}

/**
 * Measures a prompt. Every prefix has a hash over all that precedes it, so one changed character moves all later ones.
 * Where messages begin, `tool_choice` and `thinking` are mixed in: changing them keeps tools and system cached but not the
 * messages, as the vendor documents.
 *
 * @param size average UTF-16 units of a token of the model.
 */
export function measurePrompt(request: PromptRequest, size: number): MeasuredPrompt {
  let hash = '';
  let tokens = 0;
  let section: PromptPiece['section'] | undefined;
  const points = promptPieces(request).map(piece => {
    const json = pieceJson(piece);
    if (piece.section !== section && piece.section === 'messages') hash = chain(hash, 'messages', settings(request));
    section = piece.section;
    hash = chain(hash, `${piece.section} ${piece.role ?? ''}`, json);
    tokens += pieceTokens(piece, json, size);
    return { section: piece.section, hash, tokens, ...(piece.ttl && { ttl: piece.ttl }) };
  });
  return { tokens, points };
}

const settings = (request: PromptRequest): string => JSON.stringify([request.tool_choice ?? null, request.thinking ?? null]);

const chain = (before: string, kind: string, content: string): string =>
  createHash('sha1').update(`${before}\n${kind}\n`).update(content).digest('base64');
