import { plainText } from '../kit/clean-text';
import type { ToolContext } from '../kit/define-tool';
import { unlessForbidden } from '../kit/forbidden';
import { planRows } from '../kit/row-plan';
import { findRows } from '../kit/rows';

/** Tags and memberships told of one person. */
const shown = 20;

/**
 * The tags of a person by name, and their memberships. What the connected user may not read is named in `not_readable`, so that
 * nobody takes it for none.
 */
export async function tagsAndMemberships(id: string, context: ToolContext): Promise<Record<string, unknown>> {
  const { nation, signal } = context;
  const ofPerson = { filter: { signup_id: id }, page: { size: shown, number: 1 }, count: true };
  const memberships = { type: 'memberships' as const, filter: { signup_id: id } };
  const [tags, held] = await Promise.all([
    nation.list('signup_tags', { ...ofPerson, fields: { signup_tags: ['name'] }, sort: 'name' }, signal).catch(unlessForbidden),
    findRows(memberships, planRows('memberships'), { limit: shown }, context).catch(unlessForbidden),
  ]);
  const hidden = [...(tags ? [] : ['tags']), ...(held ? [] : ['memberships'])];
  return {
    ...(hidden.length > 0 && { not_readable: hidden }),
    ...(tags && {
      tags: tags.records.flatMap(tag => plainText(tag.attributes.name) ?? []),
      tags_count: tags.total ?? tags.records.length,
    }),
    ...(held?.count && {
      memberships: held.rows.map(({ signup_id: _person, name: _name, ...membership }) => membership),
      memberships_count: held.count,
    }),
  };
}
