import { type FilterValue, nearestNames, type NationBuilderClient, type ResourceType } from '@nat/nationbuilder';
import { plainText } from './clean-text';
import { folded } from './person';
import { ToolError } from './tool-error';

/** A field that the nation made for itself. */
export interface CustomField {
  readonly slug: string;
  readonly name: string;
  /** Kind of value as NationBuilder names it, such as `text` or `multiple_choice`. */
  readonly kind?: string;
  /** What can be chosen, where that is a closed set. */
  readonly options?: readonly string[];
}

interface Place {
  nation: NationBuilderClient;
  signal: AbortSignal;
}

/** What a nation calls the types that can have fields of its own. */
const owners: Partial<Record<ResourceType, string>> = { signups: 'Signup', donations: 'Donation' };
/** A client lives for one query, so its fields are read once per query. */
const known = new WeakMap<NationBuilderClient, Map<ResourceType, Promise<CustomField[]>>>();

/** The nation's own fields of a type; none for a type that cannot have any. */
export function customFieldsOf(type: ResourceType, { nation, signal }: Place): Promise<CustomField[]> {
  const owner = owners[type];
  if (!owner) return Promise.resolve([]);
  const byType = known.get(nation) ?? new Map<ResourceType, Promise<CustomField[]>>();
  known.set(nation, byType);
  // A failure is forgotten, so that the next tool asks again.
  const fields = byType.get(type) ?? read(owner, { nation, signal });
  byType.set(type, fields);
  fields.catch(() => byType.delete(type));
  return fields;
}

async function read(owner: string, { nation, signal }: Place): Promise<CustomField[]> {
  return toFields(await nation.listAll('custom_fields', { filter: { resource_type: owner } }, signal));
}

/** A slug is told as it is and sent back: what is none, whoever made it so, is left out. */
const aSlug = /^[\p{L}\p{N}_-]{1,120}$/u;

function toFields({ records }: { records: { attributes: Record<string, unknown> }[] }): CustomField[] {
  return records.flatMap(({ attributes: { slug, name, field_type: kind, options } }) =>
    typeof slug === 'string' && aSlug.test(slug)
      ? [{ slug, name: plainText(name) ?? slug, kind: plainText(kind), options: optionsOf(options) }]
      : [],
  );
}

/** Options are answered numbered by text; an array is understood too. */
function optionsOf(options: unknown): string[] | undefined {
  if (typeof options !== 'object' || options === null) return undefined;
  return Object.values(options).flatMap(option => plainText(option) ?? []);
}

/**
 * Values by slug from values by name or slug. Throws a {@link ToolError} for a name that is none, with the nearest right ones,
 * and for a name that several fields have: none is picked.
 */
export async function customValuesBySlug(type: ResourceType, given: unknown, place: Place): Promise<Record<string, FilterValue>> {
  const values = typeof given === 'object' && given !== null && 'eq' in given ? given.eq : given;
  if (typeof values !== 'object' || values === null || Array.isArray(values) || Object.keys(values).length === 0)
    throw new ToolError(
      'invalid_custom_values',
      'custom_values must be an object of field name to value, compared for equality.',
    );
  const fields = await customFieldsOf(type, place);
  const entries = Object.entries(values).map(([name, value]) => [fieldNamed(name, fields).slug, valueOf(name, value)]);
  return Object.fromEntries(entries) as Record<string, FilterValue>;
}

/** The field of that name or slug. Throws a {@link ToolError} when there is not exactly one. */
export function fieldNamed(name: string, fields: readonly CustomField[]): CustomField {
  const bySlug = fields.find(({ slug }) => slug === name);
  if (bySlug) return bySlug;
  const matches = fields.filter(field => key(field.name) === key(name) || key(field.slug) === key(name));
  if (matches.length === 1) return matches[0]!;
  if (matches.length > 1) throw new ToolError('ambiguous', `Several custom fields have that name. Use a slug: ${list(matches)}.`);
  const near = nearestNames(
    name,
    fields.flatMap(field => [field.slug, field.name]),
  );
  const right = near.length > 0 ? `Nearest: ${near.join(', ')}.` : `There are: ${list(fields) || 'none'}.`;
  throw new ToolError('unknown_custom_field', `The nation has no custom field ${JSON.stringify(name.slice(0, 60))}. ${right}`);
}

/** Words of a name, without regard to case and punctuation. */
const key = (name: string): string =>
  folded(name)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const list = (fields: readonly CustomField[]): string =>
  fields
    .slice(0, 20)
    .map(({ slug, name }) => `${slug} (${name})`)
    .join(', ');

function valueOf(name: string, value: unknown): FilterValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new ToolError(
    'invalid_custom_values',
    `The custom field ${JSON.stringify(name.slice(0, 60))} is compared with one value.`,
  );
}
