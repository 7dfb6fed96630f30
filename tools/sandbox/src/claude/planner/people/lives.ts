import { opens } from '../phrases';
import { readPlaces } from '../places';
import type { ConditionReader } from './condition';

const living = opens('(live|lives|living|reside|resides|based|located|are|is) (in|at)', '(from|in|out of|live around)');
const longestPlace = 8;

/** "live in Austin", "from Texas", "in Austin and Houston": as many words as make places. */
export const readLives: ConditionReader = (text, negated) => {
  const match = living(text);
  if (!match || negated) return undefined;
  const words = match.rest.split(' ');
  for (let size = Math.min(words.length, longestPlace); size > 0; size--) {
    const places = readPlaces(words.slice(0, size).join(' ').replace(/,$/, ''));
    if (!places) continue;
    const where = places.map(place => place.label).join(' or ');
    return { condition: { places, said: [`lives in ${where}`, `live in ${where}`] }, rest: words.slice(size).join(' ') };
  }
  return undefined;
};
