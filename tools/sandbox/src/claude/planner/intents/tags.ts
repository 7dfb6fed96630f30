import { plainName } from '../clauses';
import type { Intent } from '../intent';
import { tagName, tagsNamed } from '../named-tags';
import { numberIn, says } from '../phrases';
import { countOf, found, rowsOf, type Found, type Plan, type PlanKit } from '../plan';
import { counted, listed, named, numberOf, type Row } from '../wording';

const who = '[{people}] [who|that] [are|is|have been|has been|were|do we have] tagged [as|with] [the] [tag] <tag>';
const carrying = '[{people}] [who|that] (have|has|with|carry|carries) the (tag <tag>|<name> tag)';
const counts = says(`{count} [{our}] ${who}`, `{count} [{our}] ${carrying}`);
const names = says(`({list}|who) [{our}] ${who}`, `({list}|who) [{our}] ${carrying}`, 'who is tagged [as|with] <tag>');
/** With one of these words in it, a name without quotation marks is more than one tag. */
const more = / (?:in|and|or|but|who|from|since|last|this|with) /i;

/** "How many people are tagged volunteer?", "Who has the tag "major donor"?": one tag, its variants apart. */
export const taggedPeople: Intent = {
  needs: ['list_signup_tags', 'list_signup_taggings'],
  examples: ['How many people are tagged volunteer?'],
  read(clause, kit) {
    const many = counts(clause);
    const match = many ?? names(clause);
    const said = match?.slots['tag'] ?? match?.slots['name'];
    if (said === undefined || (!said.startsWith('"') && more.test(said))) return undefined;
    return () => tagged(kit, plainName(said, /\s+tag$/i), many ? 'count' : 'names');
  },
};

function* tagged(kit: PlanKit, name: string, wanted: 'count' | 'names'): Plan {
  const { meant, others } = yield* tagsNamed(kit, name);
  const limit = wanted === 'names' ? 20 : 1;
  const outcomes = yield meant.map(tag =>
    kit.plan('who has this tag', 'list_signup_taggings', { filter: { tag_id: tag['id'] }, limit }),
  );
  const sentences = meant.map((tag, index) => sentence(tag, found(outcomes[index], 'who has this tag'), wanted));
  if (meant.length > 1)
    return `${counted(meant.length, 'tag')} match “${named(name)}”. ${sentences.join(' ')} Someone may have more than one of them.`;
  const also = others.map(tag => `“${tagName(tag)}”`);
  return also.length > 0 ? `${sentences[0]!} There ${also.length === 1 ? 'is' : 'are'} also ${listed(also)}.` : sentences[0]!;
}

function sentence(tag: Row, result: Found, wanted: 'count' | 'names'): string {
  const { count, partial } = countOf(result);
  const opening = `${partial ? 'At least ' : ''}${counted(count, 'person is', 'people are')} tagged “${tagName(tag)}”`;
  const shown = wanted === 'names' ? rowsOf(result).map(row => named(row['name'])) : [];
  return shown.length > 0 ? `${opening}: ${listed(shown, count)}.` : `${opening}.`;
}

const all = says('({list}|what|what are|{count}) [{our}] tags [are there|do we have|exist|have we|do we use]');
const unused = says(
  '({list}|what|{count}) [{our}] tags (are|is) (not used|unused|never used|not in use|empty) [at all|by anyone|any more]',
  '({list}|what|{count}) [{our}] tags [that|which] (nobody|no one) has',
  '({list}|what are|{count}) [{our}] (unused|empty) tags [are there|do we have]',
  '({list}|what|{count}) [{our}] tags (have|has|with) no (people|one|members|taggings)',
  '({list}|what|{count}) [{our}] tags [do|are] we (not use|never use|not using) [at all]',
);
const used = '(most used|most common|most popular|biggest|largest|top|most frequently used|most frequent)';
const most = says(
  `[({list}|what|what is|which are)] [{our}] [<#size>] ${used} tags`,
  `[({list}|what|what is|which are)] [{our}] ${used} <#size> tags`,
  `[what is|which is] [{our}] ${used} tag`,
  '(which|what) [<#size>] tags (do we use|are used|have) [the] (most|most often|most people)',
  '(which|what) tag (is used|has) [the] (most|most often|most people)',
);

/** "What tags are there?", "Which tags are not used at all?", "What are our five most used tags?" */
export const listTags: Intent = {
  needs: ['list_signup_tags'],
  examples: ['What are our five most used tags?', 'Which tags are not used at all?'],
  read(clause, kit) {
    const ranked = most(clause);
    const size = ranked?.slots['size'];
    if (ranked) return () => mostUsed(kit, size ? numberIn(size) : /\btags\b/i.test(clause) ? 10 : 1);
    if (unused(clause)) return () => listAll(kit, 'unused tag', { filter: { taggings_count: 0 }, limit: 20 });
    return all(clause) ? () => listAll(kit, 'tag', { limit: 20 }) : undefined;
  },
};

function* listAll(kit: PlanKit, noun: string, input: Record<string, unknown>): Plan {
  const result = yield* kit.call('tags', 'list_signup_tags', input);
  const { count, partial } = countOf(result);
  const labels = rowsOf(result).map(label);
  if (labels.length === 0) return `There are no ${noun}s.`;
  return `There ${count === 1 ? 'is' : 'are'} ${partial ? 'at least ' : ''}${counted(count, noun)}: ${listed(labels, count, 20)}.`;
}

function* mostUsed(kit: PlanKit, size: number): Plan {
  const limit = Math.min(size, 20);
  const rows = rowsOf(yield* kit.call('tags', 'list_signup_tags', { sort: '-taggings_count', limit }));
  if (rows.length === 0) return 'There are no tags.';
  if (size === 1) return `The most used tag is ${label(rows[0]!)}.`;
  return `The ${rows.length} most used tags:\n${rows.map((row, index) => `${index + 1}. ${label(row)}`).join('\n')}`;
}

function label(row: Row): string {
  const taggings = numberOf(row['taggings_count']);
  return taggings === undefined ? tagName(row) : `${tagName(row)} (${counted(taggings, 'person', 'people')})`;
}
