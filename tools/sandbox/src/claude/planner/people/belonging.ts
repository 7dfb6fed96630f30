import { plainName } from '../clauses';
import { recordNamed } from '../named-records';
import { leadingPeriod } from '../period';
import { opens } from '../phrases';
import { named } from '../wording';
import { being, doing, lookedUp, not, type Condition, type ConditionReader, type Criterion, type Said } from './condition';

const member = opens(
  '[an] active (member|members)',
  '[a] (member|members)',
  '[an|any] active (membership|memberships)',
  '[a|with a] current membership',
);

/** "active members", "have an active membership". */
export const readMember: ConditionReader = (text, negated) => {
  const match = member(text);
  if (!match) return undefined;
  const criterion: Criterion = { from: 'memberships', filter: { status: 'active' }, ...not(negated) };
  const said: Said = negated
    ? ['has no active membership', 'have no active membership']
    : ['has an active membership', 'have an active membership'];
  return { condition: { said, criterion: lookedUp(criterion) }, rest: match.rest };
};

const onPath = opens(
  '[active] on (a|any) path',
  '[active] on the path [named|called] <path>',
  '[active] on (the|our) <path> path',
);

/** "on the Volunteer onboarding path", "on a path". */
export const readOnPath: ConditionReader = (text, negated) => {
  const match = onPath(text);
  if (!match) return undefined;
  const name = match.slots['path'] && plainName(match.slots['path']);
  const said = (path: string) => being(negated, `on ${path}`);
  const condition: Condition = {
    said: said(name ? `the path ${named(name)}` : 'a path'),
    criterion: function* (kit) {
      const path = name ? yield* recordNamed(kit, 'path', name) : undefined;
      const filter = { journey_status: 'active', ...(path && { path_id: path['id'] }) };
      const where = path ? `the path ${named(path['name'])}` : 'a path';
      return { criterion: { from: 'path_journeys', filter, ...not(negated) }, said: said(where) };
    },
  };
  return { condition, rest: match.rest };
};

const finished = opens('(completed|finished|complete|finish) (a|any|their) path', '(completed|finished) [the] <path> path');

/** "completed a path this year". */
export const readFinishedPath: ConditionReader = (text, negated, now) => {
  const match = finished(text);
  if (!match) return undefined;
  const name = match.slots['path'] && plainName(match.slots['path']);
  const when = leadingPeriod(match.rest, now);
  const during = when ? `, ${when.period.label}` : '';
  const said = (path: string) => doing(negated, `completed ${path}${during}`, `complete ${path}${during}`);
  const condition: Condition = {
    said: said(name ? `the path ${named(name)}` : 'a path'),
    criterion: function* (kit) {
      const path = name ? yield* recordNamed(kit, 'path', name) : undefined;
      const filter = {
        journey_status: 'completed',
        ...(path && { path_id: path['id'] }),
        ...(when && { ended_at: { gte: when.period.gte, lt: when.period.lt } }),
      };
      return { criterion: { from: 'path_journeys', filter, ...not(negated) } };
    },
  };
  return { condition, rest: when?.rest ?? match.rest };
};

const signed = opens(
  '(signed|sign) (a|any) petition',
  '(signed|sign) the petition <petition>',
  '(signed|sign) [the|our] <petition> petition',
);

/** "signed the Clean Water petition", "signed any petition last month". */
export const readSigned: ConditionReader = (text, negated, now) => {
  const match = signed(text);
  if (!match) return undefined;
  const name = match.slots['petition'] && plainName(match.slots['petition']);
  const when = leadingPeriod(match.rest, now);
  const during = when ? `, ${when.period.label}` : '';
  const said = (what: string) => doing(negated, `signed ${what}${during}`, `sign ${what}${during}`);
  const condition: Condition = {
    said: said(name ? `the petition ${named(name)}` : 'a petition'),
    criterion: function* (kit) {
      const petition = name ? yield* recordNamed(kit, 'petition', name) : undefined;
      const filter = {
        ...(petition && { petition_id: petition['id'] }),
        ...(when && { created_at: { gte: when.period.gte, lt: when.period.lt } }),
      };
      return { criterion: { from: 'petition_signatures', filter, ...not(negated) } };
    },
  };
  return { condition, rest: when?.rest ?? match.rest };
};
