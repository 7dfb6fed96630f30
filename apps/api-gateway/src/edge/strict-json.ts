import { AppError } from '@nat/service-kit';

/** What a body may hold beyond being JSON (protocol, section 2; reliability, 5.7). */
const deepest = 32;
const mostKeys = 10_000;
const poisonous = new Set(['__proto__', 'constructor']);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a JSON body. Throws `malformed_request` (400) for what is no JSON in UTF-8, is nested deeper than 32, names a key
 * twice or names a key that could reach a prototype; `invalid` (422) for more than 10,000 keys. Linear in the length.
 */
export function parseStrictJson(body: Uint8Array): unknown {
  const text = decode(body);
  if (/^[\t\n\r ]*$/.test(text)) return undefined;
  checkStructure(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed('The body is not valid JSON.');
  }
}

function decode(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch {
    throw malformed('The body is not valid UTF-8.');
  }
}

function malformed(detail: string): AppError {
  return new AppError('malformed_request', detail);
}

/**
 * One pass over the text before the parser sees it: strings are skipped whole, brackets are counted, and a string that a
 * colon follows is a key of the innermost object. What is no JSON at all is left to the parser to refuse.
 */
function checkStructure(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined);
      if (open.length > deepest) throw malformed(`The body is nested deeper than ${deepest} levels.`);
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      if (names && isFollowedByColon(text, end)) {
        checkKey(keyOf(text.slice(at, end)), names);
        if (++keys > mostKeys) throw new AppError('invalid', `The body has more than ${mostKeys} fields.`);
      }
      at = end - 1;
    }
  }
}

/** Index after the closing quote; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function isFollowedByColon(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === ':') return true;
    if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') return false;
  }
  return false;
}

/** Escapes are resolved, so that `"\u005f_proto__"` is the key it stands for. */
function keyOf(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    throw malformed('The body is not valid JSON.');
  }
}

function checkKey(key: string, names: Set<string>): void {
  if (poisonous.has(key)) throw malformed('The body holds a key that is not allowed.');
  if (names.has(key)) throw malformed('The body names a field twice.');
  names.add(key);
}
