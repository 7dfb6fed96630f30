import { leadingPeriod, type Period } from '../period';
import { opens } from '../phrases';
import { lookedUp, same, type ConditionReader, type Criterion } from './condition';

const within = ({ gte, lt }: Period) => ({ gte, lt });

const joins = opens('joined [us|the nation|our nation]', 'signed up', 'been added', 'added', 'created', 'registered', 'new');

/** "joined last month", or "joined" for questions by month. */
export const readJoined: ConditionReader = (text, negated, now) => {
  const match = joins(text);
  if (!match || negated) return undefined;
  const when = leadingPeriod(match.rest, now);
  if (!when) return { condition: { undated: 'created_at', said: same('joined') }, rest: match.rest };
  const { period, rest } = when;
  return { condition: { own: { created_at: within(period) }, said: same(`joined, ${period.label}`) }, rest };
};

const contacted = opens(
  '(contacted|contact)',
  '(reached|reach)',
  '(reached|reach) out to',
  'in touch with',
  'been in touch with',
  'spoken to',
  'talked to',
);

/** "contacted in the last 30 days", "never contacted", "not contacted since January". */
export const readContacted: ConditionReader = (text, negated, now) => {
  const match = contacted(text);
  if (!match) return undefined;
  const when = leadingPeriod(match.rest, now);
  if (!when) {
    const own = { last_contacted_at: negated ? null : { not_eq: null } };
    const said = negated ? 'never been contacted' : 'been contacted';
    return { condition: { own, said: [`has ${said}`, `have ${said}`] }, rest: match.rest };
  }
  const { period, rest } = when;
  const filter = { last_contacted_at: within(period) };
  if (!negated) {
    const said = `last contacted, ${period.label}`;
    return { condition: { own: filter, said: [`was ${said}`, `were ${said}`] }, rest };
  }
  const criterion: Criterion = { from: 'signups', filter, not: true };
  const said = `not last contacted, ${period.label}`;
  return { condition: { said: [`was ${said}`, `were ${said}`], criterion: lookedUp(criterion) }, rest };
};

const firstGift = opens(
  '{gave} for the first time',
  'made (their|a) first {gift}',
  'became [a] donors',
  'became a donor',
  'first {gave}',
);

/** "gave for the first time this year". */
export const readFirstGift: ConditionReader = (text, negated, now) => {
  const match = firstGift(text);
  const when = match && leadingPeriod(match.rest, now);
  if (!when || negated) return undefined;
  const { period, rest } = when;
  const said = same(`gave for the first time, ${period.label}`);
  return { condition: { own: { first_donated_at: within(period) }, said }, rest };
};
