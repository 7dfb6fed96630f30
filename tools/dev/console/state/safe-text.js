/**
 * Characters that a browser drops or obeys: controls, turned text, zero-width signs, tag characters. In a name on a card they
 * could make one change look like another, so the reader is told that they are there. Joiners are left to emoji.
 */
const unseen = /(?![\n\r\t])[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * Text that shows all it holds.
 *
 * @param {string} text
 */
export function seen(text) {
  return text.replaceAll(unseen, character => `[U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`);
}

/**
 * The address of a link that may be followed: http(s) and of this nation, or undefined. Nothing else in an answer becomes a
 * link, whatever it looks like.
 *
 * @param {string} address
 * @param {string} nationOrigin where nations live, with `{slug}` in its place
 * @param {string} nationSlug
 * @returns {string | undefined}
 */
export function safeAddress(address, nationOrigin, nationSlug) {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const nation = new URL(nationOrigin.replace('{slug}', nationSlug));
  if (!/^https?:$/.test(url.protocol) || url.origin !== nation.origin || url.username !== '' || url.password !== '')
    return undefined;
  const folder = nation.pathname.endsWith('/') ? nation.pathname : `${nation.pathname}/`;
  return `${url.pathname}/`.startsWith(folder) ? url.href : undefined;
}
