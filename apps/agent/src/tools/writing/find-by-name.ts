import type { FilterCondition, ResourceType } from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import type { ToolContext } from '../kit/define-tool';
import { isNamedByPage, nameAttributesOf } from '../kit/names';
import { nounOf } from '../kit/nouns';
import { isRecordId } from '../kit/record-ids';
import { ToolError } from '../kit/tool-error';
import { personByName } from './people';
import { textOf } from './words';

type Scope = Readonly<Record<string, FilterCondition>>;
interface Named {
  id: string;
  name: string;
}

/**
 * The id of a record that was given by its id, or by the name people know it by: without regard to case, unless only one is
 * spelled exactly so. Events and petitions bear the name of their page.
 *
 * @param scope further conditions, such as the path of a step.
 * @throws ToolError `ambiguous` with the candidates, `not_found` with similar names.
 */
export async function idOf(type: ResourceType, given: string, context: ToolContext, scope: Scope = {}): Promise<string> {
  if (isRecordId(given)) return given;
  if (type === 'signups') throw personByName();
  const found = await findNamed(type, given, context, scope);
  if (!found) throw await noSuchName(type, given, context, scope);
  return found.id;
}

/** The record of that name, or undefined where there is none. Throws {@link ToolError} `ambiguous`. */
export async function findNamed(
  type: ResourceType,
  name: string,
  context: ToolContext,
  scope: Scope = {},
): Promise<Named | undefined> {
  const found = await named(type, { eq: name }, context, scope);
  const exact = found.filter(one => one.name === name);
  if (exact.length !== 1 && found.length > 1) throw ambiguous(type, name, found);
  const one = exact[0] ?? found[0];
  context.named?.(type, name, one?.id);
  return one;
}

async function named(type: ResourceType, name: FilterCondition, context: ToolContext, scope: Scope): Promise<Named[]> {
  const { nation, signal } = context;
  const page = { size: 20, number: 1 };
  if (isNamedByPage(type)) return ofPages(type, await named('pages', name, context, {}), context, scope);
  const [attribute] = nameAttributesOf(type);
  if (attribute === undefined) return [];
  const query = { filter: { [attribute]: name, ...scope }, fields: { [type]: [attribute] }, page } as never;
  const { records } = await nation.list(type, query, signal);
  return records.map(({ id, attributes }) => ({ id, name: textOf(attributes[attribute]) }));
}

async function ofPages(type: ResourceType, pages: Named[], { nation, signal }: ToolContext, scope: Scope): Promise<Named[]> {
  if (pages.length === 0) return [];
  const filter = { page_id: pages.map(({ id }) => id), ...scope };
  const query = { filter, fields: { [type]: ['page_id'] }, page: { size: 20, number: 1 } } as never;
  const { records } = await nation.list(type, query, signal);
  return records.map(({ id, attributes }) => ({ id, name: pages.find(page => page.id === attributes.page_id)?.name ?? '' }));
}

function ambiguous(type: ResourceType, given: string, found: Named[]): ToolError {
  const candidates = found.map(({ id, name }) => `${plainText(name) ?? '(no name)'} (id ${id})`).join(', ');
  return new ToolError(
    'ambiguous',
    `More than one ${nounOf(type)} is called ${shown(given)}: ${candidates}. Ask which, then give the id.`,
  );
}

/** The error for a name that is none, with similar ones. */
export async function noSuchName(type: ResourceType, given: string, context: ToolContext, scope: Scope = {}): Promise<ToolError> {
  const similar = await named(type, { match: given.split(/\s+/)[0]! }, context, scope);
  const hint = similar
    .slice(0, 5)
    .map(({ id, name }) => `${plainText(name) ?? '(no name)'} (id ${id})`)
    .join(', ');
  return new ToolError('not_found', `There is no ${nounOf(type)} called ${shown(given)}.${hint ? ` Similar: ${hint}.` : ''}`);
}

const shown = (name: string): string => plainText(name) ?? 'that';
