/**
 * Characters that a browser or a terminal obeys or hides: escapes and other controls, turned text, zero-width signs, fillers,
 * variation selectors, tag characters. In a name on a card they could move the cursor, forge a line or make one change look like
 * another. Joiners are left to emoji and to the scripts that are written with them, and so is the sign that makes an emoji of a
 * character.
 */
const unseen = /(?!\n|\t|\u200c|\u200d|\ufe0f)[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/**
 * Text of several lines that shows all it holds. It may come in pieces that no line end is cut by.
 *
 * @param {string} text
 */
export function seen(text) {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(unseen, character => `[U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`);
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
