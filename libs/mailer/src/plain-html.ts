/** Elements that only arrange text. None of them fetches, runs, styles or covers anything. */
const elements = new Set(['p', 'br', 'strong', 'em', 'h1', 'h2', 'ul', 'ol', 'li', 'code']);

/** `<p>`, `</p>`, `<br>`: a name and nothing else. */
const bareTag = /^<\/?([a-z][a-z0-9]*)>$/;
/** The one attribute: a link that a person may follow. */
const linkTag = /^<a href="https?:\/\/[^\s"<>]+">$|^<\/a>$/;

/**
 * True for markup that holds nothing but text, plain elements without attributes, and links. Comments, styles, pictures, scripts
 * and every other element are refused: nothing runs, and reading a mail tells nobody that it was read.
 */
export function isPlainHtml(html: string): boolean {
  const tags = html.match(/<[^<>]*>/g) ?? [];
  const rest = html.replaceAll(/<[^<>]*>/g, '');
  return !/[<>]/.test(rest) && tags.every(tag => linkTag.test(tag) || elements.has(bareTag.exec(tag)?.[1] ?? ''));
}
