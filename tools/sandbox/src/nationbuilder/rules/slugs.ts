/** A name as a part of an address: `spring_rally`; empty when nothing of it fits into one. */
export const slugify = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 60);

/** A slug from a name, as pages, lists and tracking codes get one. */
export const slugOf = (name: string): string => slugify(name) || 'untitled';

/** The slug of a name, numbered until it is free. */
export function freeSlug(name: string, isTaken: (slug: string) => boolean): string {
  const base = slugOf(name);
  let slug = base;
  for (let number = 2; isTaken(slug); number += 1) slug = `${base}_${number}`;
  return slug;
}
