import { createHash } from 'node:crypto';
import type { Reply } from './messages';
import { STYLE } from './style';

/** Markup that is already safe to show. Only `html` makes it. */
export class Html {
  constructor(readonly text: string) {}
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/**
 * Characters that a browser drops or obeys: controls, turned text, zero-width signs, and the tag characters that spell whole
 * orders unseen. The reader is told that they are there. Joiners are left to emoji and to the scripts that are written with them.
 */
const UNSEEN =
  /(?![\n\r\t])[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|(?<=[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{N}\s])[\u200c\u200d]/gu;
const nameOf = (character: string): string =>
  `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;

const escape = (text: string): string =>
  text.replaceAll(UNSEEN, nameOf).replaceAll(/[&<>"']/g, character => ESCAPES[character] ?? character);

/** What a page may hold: text and numbers, which are escaped, markup, and any number of these. */
export type Shown = string | number | boolean | null | undefined | Html | readonly Shown[];

function show(value: Shown): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object' && value !== null) return value.map(show).join('');
  return value === undefined || value === null || value === false ? '' : escape(String(value));
}

/**
 * Template tag that escapes everything but markup made by itself, so that a hostile record stays text. Undefined, null and
 * false show as nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Shown[]): Html {
  return new Html(parts.map((part, index) => part + (index < values.length ? show(values[index]) : '')).join(''));
}

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'`;

/** A whole document. No script runs on it, nothing is loaded from elsewhere, and no style but its own counts. */
export function htmlDocument(title: string, body: Html, status = 200): Reply {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${new Html(`<style>${STYLE}</style>`)}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
    body: document.text,
  };
}

/** A plain page of one column. */
export function page(title: string, content: Html, status = 200): Reply {
  const body = html`<main class="narrow">
    <h1>${title}</h1>
    ${content}
  </main>`;
  return htmlDocument(title, body, status);
}
