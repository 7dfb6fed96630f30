import { maskContacts } from '../tools/kit/clean-text';

/** Longest stretch of text that is held back to see how it ends. Beyond it, text goes out disarmed. */
const holdLimit = 1024;

/** Images, links and HTML of the model's own making; addresses come from the server only (agent.md section 4). */
const image = /!\[([^\][]{0,256})\]\([^()]{0,256}\)/gu;
const link = /\[([^\][]{0,256})\]\([^()]{0,256}\)/gu;
const tag = /<[a-zA-Z/!][^<>]{0,256}>/gu;
/** Digits that may be the groups of a phone number. */
const groups = /[+(]?\d[\d ().-]*/gu;
const address = /\b(?:https?|ftp|javascript|data|file):[^\s]*[^\s.,;:!?)\]]/giu;

/** Ends of a text that may still become one of the above, or contact data, when more text comes. */
const openEnds = [
  /\S+$/u, // a word, an address
  /!?\[[^\][]{0,256}\]?$/u, // [label]
  /!?\[[^\][]{0,256}\]\([^()]{0,256}$/u, // [label](target
  /<[a-zA-Z/!][^<>]{0,256}$/u, // <tag
];

/**
 * Lets the model's text out while it streams, without what must not leave: e-mail addresses and phone numbers that the
 * person did not type, images, HTML and addresses of pages. Holds back only as much as could still become one of these, so
 * what comes out does not depend on how the text was cut into pieces.
 */
export class OutputGuard {
  private held = '';

  /** @param typed what the person wrote in this conversation: contact data in it may be repeated. */
  constructor(private readonly typed: string) {}

  /** What may be shown now. */
  push(piece: string): string {
    this.held += piece;
    const open = Math.min(this.held.length, ...openEnds.map(end => this.held.search(end)).filter(index => index >= 0));
    const start = outsideSpans(this.held, wordStart(this.held, open));
    return this.release(this.held.length - start > holdLimit ? this.held.length : start);
  }

  /** What was still held back. */
  end(): string {
    return this.release(this.held.length);
  }

  private release(length: number): string {
    const out = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return out === '' ? out : this.clean(out);
  }

  private clean(text: string): string {
    return maskContacts(disarmed(text), found => this.typed.includes(found));
  }
}

/** A text without images, links, HTML and addresses of pages: nothing in it leads anywhere, whoever shows it. */
export function disarmed(text: string): string {
  const bare = text.replace(image, '$1').replace(link, '$1').replace(tag, '').replace(address, '');
  // What was too long to be recognized as a whole is broken up, so that no renderer takes it for one.
  return bare
    .replaceAll('![', '[')
    .replaceAll('](', '] (')
    .replace(/<(?=[a-zA-Z/!])/gu, '< ');
}

function wordStart(text: string, index: number): number {
  let start = index;
  while (start > 0 && !/\s/u.test(text[start - 1]!)) start--;
  return start;
}

/** The nearest place at or before `index` that cuts no word and nothing that must be seen whole. */
function outsideSpans(text: string, index: number): number {
  for (const pattern of [image, link, tag, groups]) {
    for (const span of text.matchAll(pattern)) {
      if (span.index < index && span.index + span[0].length >= index) return outsideSpans(text, wordStart(text, span.index));
    }
  }
  return index;
}
