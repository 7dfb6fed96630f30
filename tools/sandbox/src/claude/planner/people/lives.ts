import { opens } from '../phrases';
import { readPlaces, type Place } from '../places';
import { lookedUp, type Condition, type ConditionReader } from './condition';

const living = opens('(live|lives|living|reside|resides|based|located|are|is) (in|at)', '(from|in|out of|live around)');
const longestPlace = 8;

/** "live in Austin", "from Texas", "in Austin and Houston": as many words as make places. */
export const readLives: ConditionReader = (text, negated) => {
  const match = living(text);
  if (!match) return undefined;
  const words = match.rest.split(' ');
  for (let size = Math.min(words.length, longestPlace); size > 0; size--) {
    const places = readPlaces(words.slice(0, size).join(' ').replace(/,$/, ''));
    if (!places) continue;
    const where = places.map(place => place.label).join(' or ');
    const rest = words.slice(size).join(' ');
    if (negated) return places.length === 1 ? { condition: notThere(places[0]!), rest } : undefined;
    return { condition: { places, said: [`lives in ${where}`, `live in ${where}`] }, rest };
  }
  return undefined;
};

const notThere = ({ city, state, label }: Place): Condition => ({
  said: [`does not live in ${label}`, `do not live in ${label}`],
  criterion: lookedUp({ from: 'signups', ...(city && { city }), ...(state && { state }), not: true }),
});
