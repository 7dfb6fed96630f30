import { resourceOf } from '@nat/nationbuilder';
import { everyPage } from '../kit/all-records';
import type { ToolContext } from '../kit/define-tool';
import { personIdOf } from '../kit/person';
import { sideloadsOf } from '../kit/related';
import type { Wanted } from '../kit/records-by-id';
import { ToolError } from '../kit/tool-error';
import type { ResultSet } from '../results/result-sets';

/**
 * The people a selection is about: themselves, or those its records belong to, read anew. Throws a {@link ToolError}
 * `result_set_type` for records that are about nobody.
 */
export async function peopleOfSet(
  { id, type, ids, truncated }: ResultSet,
  context: Pick<ToolContext, 'nation' | 'signal'>,
): Promise<{ people: string[]; truncated: boolean }> {
  if (type === 'signups') return { people: [...ids], truncated };
  const byKey = Object.hasOwn(resourceOf(type).attributes, 'signup_id');
  if (!byKey && !sideloadsOf(type, 'list').has('signup'))
    throw new ToolError('result_set_type', `${id} holds ${type}, which are not about people.`);
  const wanted: Wanted = byKey
    ? { fields: { [type]: ['signup_id'] } }
    : { fields: { [type]: ['created_at'], signups: ['created_at'] }, include: ['signup'] as never };
  const people = new Set<string>();
  for await (const page of everyPage({ type, within: { key: 'id', ids } }, wanted, context))
    for (const record of page.records) {
      const person = personIdOf(record, page.included);
      if (person !== undefined) people.add(person);
    }
  return { people: [...people], truncated };
}
