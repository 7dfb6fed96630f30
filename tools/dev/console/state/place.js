/** @typedef {{ nationSlug: string, user: string, conversationId?: string }} Place who is where, as the address tells it */

/** Stands in the address for whoever this browser is signed in as: a demo user has a name there, a person has none. */
export const signedInPerson = '~';

/** Reads `#/demo/ada/cnv_…` or `#/demo/~/cnv_…`; undefined of anything else. @param {string} hash @returns {Place | undefined} */
export function placeOf(hash) {
  const [, nationSlug, user, conversationId] =
    /^#\/([a-z0-9-]{1,63})\/([a-z]{1,20}|~)(?:\/(cnv_[0-9a-z]{26,52}))?$/.exec(hash) ?? [];
  if (nationSlug === undefined || user === undefined) return undefined;
  return conversationId === undefined ? { nationSlug, user } : { nationSlug, user, conversationId };
}

/** @param {Place} place */
export function placeText({ nationSlug, user, conversationId }) {
  return `#/${nationSlug}/${user}${conversationId === undefined ? '' : `/${conversationId}`}`;
}
