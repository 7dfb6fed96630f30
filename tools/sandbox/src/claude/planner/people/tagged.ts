import { plainName } from '../clauses';
import { largestList, recordNamed } from '../named-records';
import { eitherTag, tagsNamed } from '../named-tags';
import { opens } from '../phrases';
import { named, type Row } from '../wording';
import { being, not, type Condition, type ConditionReader, type Criterion } from './condition';

const tagged = opens(
  'tagged [as|with] [the] [tag] <tag>',
  '[with|carrying|carry|carries] the tag <tag>',
  'the <tag> tag',
  'with tag <tag>',
);

/** "tagged Volunteer", "tagged Volunteer or volunteers", "the tag major donor". */
export const readTagged: ConditionReader = (text, negated) => {
  const match = tagged(text);
  if (!match) return undefined;
  const names = match.slots['tag']!.split(/ or (?:with |as )?/i).map(name => plainName(name, /\s+tag$/i));
  const said = (what: string) => being(negated, `tagged ${what}`);
  const condition: Condition = {
    said: said(names.map(name => `“${named(name)}”`).join(' or ')),
    criterion: function* (kit) {
      const tags: Row[] = [];
      for (const name of names) tags.push(...(yield* tagsNamed(kit, name)).meant);
      const ids = [...new Set(tags.map(tag => tag['id']))];
      const filter = { tag_id: ids.length === 1 ? ids[0] : ids };
      return { criterion: { from: 'taggings', filter, ...not(negated) }, said: said(eitherTag(tags)) };
    },
  };
  return { condition, rest: match.rest };
};

const largest = opens('on [our|the] (largest|biggest|longest) [mailing] list', 'in [our|the] (largest|biggest) list');
const onList = opens('on [our|the] list [named|called] <list>', 'on (our|the) <list> list', 'in (our|the) <list> list');

const onThis = opens('(on|in) this list');

/** "on the Newsletter list", "on our largest list", "on this list". */
export const readListed: ConditionReader = (text, negated) => {
  const [biggest, here] = [largest(text), onThis(text)];
  const match = biggest ?? here ?? onList(text);
  if (!match) return undefined;
  const name = plainName(match.slots['list'] ?? '');
  const criterion = (id: string): Criterion => ({ from: 'list', id, ...not(negated) });
  const said = (list: string) => being(negated, `on ${list}`);
  const condition: Condition = {
    said: said(biggest ? 'the list with the most people' : here ? 'this list' : `the list ${named(name)}`),
    criterion: function* (kit) {
      if (here) return { criterion: criterion(kit.thisOne('list')) };
      const list = biggest ? yield* largestList(kit) : yield* recordNamed(kit, 'list', name);
      return { criterion: criterion(String(list['id'])), said: said(`the list ${named(list['name'])}`) };
    },
  };
  return { condition, rest: match.rest };
};
