import { CannotAnswer, rowsOf } from '../plan';
import { opens } from '../phrases';
import { named } from '../wording';
import type { Condition, ConditionReader } from './condition';

const field = opens(
  '(whose|where) [custom field] <words> (is|equals) <value>',
  '(wear|wears|wearing) [the|a|an] <words>',
  'custom field <words>',
);
const having = opens('(the|a|an) <words>');

/**
 * "the T-shirt size L", "whose T-shirt size is L": a field of the nation's own and its value. The words are parted once the
 * nation's fields are known, so this is asked last of all conditions.
 */
export const readCustomField: ConditionReader = (text, negated) => {
  const match = field(text) ?? having(text);
  if (!match || negated) return undefined;
  const { words = '', value } = match.slots;
  const said = [words, value].filter(Boolean).join(' ').replaceAll('"', '');
  if (!/^[\p{L}]/u.test(said) || !/\b(?:size|field|level|type|color|preference|status|group|team|code|number)\b/iu.test(said))
    return undefined;
  const condition: Condition = {
    said: [`has ${said}`, `have ${said}`],
    ownLater: function* (kit) {
      const result = yield* kit.call('custom fields', 'list_custom_fields', { limit: 20 }, {});
      const names = rowsOf(result).flatMap(row => (typeof row['name'] === 'string' ? row['name'] : []));
      const parted = names.flatMap(name => partedBy(name, said) ?? [])[0];
      if (!parted) throw new CannotAnswer(`I found no custom field that “${named(said)}” begins with.`);
      const told = `“${parted.value}” in the field ${named(parted.name)}`;
      return { own: { custom_values: { [parted.name]: parted.value } }, said: [`has ${told}`, `have ${told}`] };
    },
  };
  return { condition, rest: match.rest };
};

/** "T-shirt size of L" by the field "Shirt size": the words of its name, at most a letter before them, and the value after. */
function partedBy(name: string, said: string): { name: string; value: string } | undefined {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const pattern = new RegExp(`^(?:\\p{L}[- ])?${words.join('[^\\p{L}\\p{N}]+')}[ :]+(?:of |is |equal to )?(.+)$`, 'iu');
  const value = words.length > 0 ? said.match(pattern)?.[1] : undefined;
  return value === undefined ? undefined : { name, value };
}
