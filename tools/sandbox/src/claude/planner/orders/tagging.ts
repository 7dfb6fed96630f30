import { plainName } from '../clauses';
import type { Intent } from '../intent';
import { readings } from '../phrases';
import type { Plan, PlanKit } from '../plan';
import { named } from '../wording';
import { carryOut } from './order';
import { keptPeople, nameOfPerson, readTarget, type Target } from './target';

const on = readings(
  'tag <whom> (as|with) [the tag] [a|an] <tag>',
  '(add|apply|give|assign|put) [the] tag <tag> (to|on) <whom>',
  '(add|apply|assign|put) (the|a|an) <tag> tag (to|on) <whom>',
  'give <whom> (the|a|an) (tag <tag>|<name> tag)',
  'label <whom> (as|with) [the tag] [a|an] <tag>',
);
const off = readings(
  'untag <whom> (as|from) [the tag] <tag>',
  '(remove|take|drop|delete|strip) [the] tag <tag> (from|off|off of) <whom>',
  '(remove|take|drop|delete|strip) the <tag> tag (from|off|off of) <whom>',
);
const direct = readings('tag <whom> <tag>');

/** "Tag everyone who gave over $100 last month as major donor", "Remove the tag volunteer from Sarah Chen" */
export const tagging: Intent = {
  needs: ['find_people', 'bulk_tag'],
  examples: ['Tag everyone who gave over $100 last month as major donor'],
  read(clause, kit) {
    const added = [...on(clause), ...afterPronoun(clause)].map(slots => ({ slots, remove: false }));
    for (const { slots, remove } of [...added, ...off(clause).map(taken => ({ slots: taken, remove: true }))]) {
      const tag = plainName(slots['tag'] ?? slots['name'] ?? '', /\s+tag$/i);
      const target = readTarget(slots['whom']!, kit);
      if (target && tag !== '') return () => retag(kit, target, tag, remove);
    }
    return undefined;
  },
};

/** "tag her volunteer" */
const afterPronoun = (clause: string) => direct(clause).filter(({ whom = '' }) => /^(?:her|him|them|this person)$/i.test(whom));

function* retag(kit: PlanKit, target: Target, tag: string, remove: boolean): Plan {
  const change = (who: string): string => (remove ? `take the tag “${named(tag)}” off ${who}` : `tag ${who} as “${named(tag)}”`);
  if (target.kind === 'person') {
    const person = yield* target.find(kit);
    const tool = remove ? 'untag_signup' : 'tag_signup';
    return yield* carryOut(kit, { tool, input: { signup_id: String(person['id']), tag }, would: change(nameOfPerson(person)) });
  }
  const { resultSet, who } = yield* keptPeople(kit, target.selection);
  const input = { result_set: resultSet, tag, ...(remove && { remove }) };
  return yield* carryOut(kit, { tool: 'bulk_tag', input, would: change(who) });
}
