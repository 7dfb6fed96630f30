import { plainName } from '../../clauses';
import type { Intent } from '../../intent';
import { readings, says } from '../../phrases';
import { named } from '../../wording';
import { changing, type ChangeOfPeople } from '../of-people';
import { carryOut, ofOne } from '../order';
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
const offHere = says('(remove|take|drop|strip) the tag <tag> [off]', '(remove|take|drop|strip) the <tag> tag [off]');

/** "Tag everyone who gave over $100 last month as major donor", "Remove the tag volunteer from Sarah Chen" */
export const tagging: Intent = {
  needs: ['find_people', 'bulk_tag'],
  examples: ['Tag everyone who gave over $100 last month as major donor'],
  read(clause, kit) {
    const added = [...on(clause), ...afterPronoun(clause)].map(slots => ({ slots, remove: false }));
    for (const { slots, remove } of [...added, ...off(clause).map(taken => ({ slots: taken, remove: true }))]) {
      const tag = plainName(slots['tag'] ?? slots['name'] ?? '', /\s+tag$/i);
      const target = readTarget(slots['whom']!, kit);
      if (target && isTag(tag, slots)) return changing(kit, target, remove ? untagging(tag) : taggingAs(tag));
    }
    const { tag: here } = offHere(clause)?.slots ?? {};
    const person = here === undefined ? undefined : readTarget('this person', kit);
    return person && changing(kit, person, untagging(plainName(here!)));
  },
};

/** Without quotation marks a tag is no half of a sentence. */
const isTag = (tag: string, slots: Record<string, string>): boolean =>
  tag !== '' && (Object.values(slots).includes(`"${tag}"`) || !/[:;,!?]|\b(?:after all|again|because|instead|undo)\b/i.test(tag));

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

const newTag = says('(make|create|add) a [new] tag (called|named) <tag>', '(make|create|add) [the|a] [new] tag <tag>');

/** "Make a tag called Bake sale": a tag that nobody has yet. */
export const makingTag: Intent = {
  needs: ['create_signup_tag'],
  examples: ['Make a tag called Bake sale'],
  read(clause, kit) {
    const slots = newTag(clause)?.slots;
    const name = plainName(slots?.['tag'] ?? '');
    if (!slots || !isTag(name, slots)) return undefined;
    return () =>
      carryOut(kit, { tool: 'create_signup_tag', input: { name } }, ofOne(['make', 'Made'], `the tag “${named(name)}”`));
  },
};
