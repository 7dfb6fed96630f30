import { distance } from 'fastest-levenshtein';

/** Names longer than this are compared by their beginning: a name may come from anybody, and comparing costs length by length. */
const comparedLength = 64;
/** Beyond this a name is not near: more than half of it differs and no word is shared. Two letters that changed places are half of four. */
const leastAlike = 0.5;

/**
 * The known names most like `name`, nearest first; none when nothing is near. Spelling counts, and words that are shared
 * count too, so that `signup_tag_id` finds `tag_id`.
 */
export function nearestNames(name: string, known: Iterable<string>, most = 3): string[] {
  const wanted = name.slice(0, comparedLength).toLowerCase();
  return Array.from(known, candidate => ({ candidate, unlike: unlikeness(wanted, candidate) }))
    .filter(({ unlike }) => unlike <= leastAlike)
    .sort((a, b) => a.unlike - b.unlike || a.candidate.localeCompare(b.candidate, 'en'))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

function unlikeness(wanted: string, candidate: string): number {
  const spelling = distance(wanted, candidate) / Math.max(wanted.length, candidate.length, 1);
  const [words, others] = [wanted.split(/[_\s-]+/), candidate.split('_')];
  const shared = words.filter(word => others.includes(word)).length;
  return spelling - shared / (2 * Math.max(words.length, others.length));
}
