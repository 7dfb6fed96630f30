import { plainName } from '../../clauses';
import type { Intent } from '../../intent';
import { readings } from '../../phrases';
import { named } from '../../wording';
import { changing, type ChangeOfPeople } from '../of-people';
import { readTarget } from '../target';

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
      if (target && tag !== '') return changing(kit, target, remove ? untagging(tag) : taggingAs(tag));
    }
    return undefined;
  },
};

/** "tag her volunteer" */
const afterPronoun = (clause: string) => direct(clause).filter(({ whom = '' }) => /^(?:her|him|them|this person)$/i.test(whom));

const taggingAs = (tag: string): ChangeOfPeople => ({
  verb: ['tag', 'Tagged'],
  what: whom => `${whom} as “${named(tag)}”`,
  one: signup_id => ({ tool: 'tag_signup', input: { signup_id, tag } }),
  many: result_set => ({ tool: 'bulk_tag', input: { result_set, tag } }),
});

const untagging = (tag: string): ChangeOfPeople => ({
  verb: ['take', 'Took'],
  what: whom => `the tag “${named(tag)}” off ${whom}`,
  one: signup_id => ({ tool: 'untag_signup', input: { signup_id, tag } }),
  many: result_set => ({ tool: 'bulk_tag', input: { result_set, tag, remove: true } }),
});
