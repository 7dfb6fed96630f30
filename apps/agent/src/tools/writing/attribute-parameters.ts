import { type Attribute, resourceOf, type ResourceType, type WritableName } from '@nat/nationbuilder';
import { z } from 'zod';

/** Choices beyond this many are told by the description, and all of them when a wrong one was given. */
const choicesInSchema = 6;

/** JSON type of an attribute. Times, dates, ids and decimals are texts. */
function jsonType({ kind }: Attribute): 'string' | 'integer' | 'boolean' | 'object' {
  if (kind === 'integer') return 'integer';
  if (kind === 'flag') return 'boolean';
  return kind === 'object' || kind === 'address' ? 'object' : 'string';
}

const fits: Record<ReturnType<typeof jsonType>, (value: unknown) => boolean> = {
  string: value => typeof value === 'string',
  integer: value => Number.isSafeInteger(value),
  boolean: value => typeof value === 'boolean',
  object: value => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/**
 * One parameter of a plain JSON type, with nothing in its schema that costs words: `{"type":"string","description":…}`.
 * What the value must be beyond its type is checked by the catalog once names and dates in it are resolved.
 */
export function parameter(
  type: keyof typeof fits,
  description: string,
  { nullable = false, choices }: { nullable?: boolean; choices?: readonly unknown[] } = {},
) {
  const expected = choices ? `one of ${choices.map(String).join(', ')}` : `of the type ${type}`;
  return z
    .unknown()
    .refine(value => (nullable && value === null) || (fits[type](value) && (!choices || choices.includes(value))), {
      error: `must be ${expected}`,
    })
    .meta({ type, description, ...(choices && { enum: [...choices] }) });
}

/** What a tool offers of a type: attributes with a few words for the model. */
export type Offer<T extends ResourceType> = { readonly [Name in WritableName<T>]?: string };

/**
 * One parameter that takes what is seldom needed, by name: a name in a description costs a fifth of a parameter of its own.
 * Undefined keys are refused with the names there are.
 */
export function rareParameter(names: readonly string[]): Record<string, z.ZodType> {
  if (names.length === 0) return {};
  const known = (value: unknown): boolean => Object.keys(value as object).every(name => names.includes(name));
  const more = parameter('object', `Also: ${names.join(', ')}.`).refine(value => !fits.object(value) || known(value), {
    error: `takes only ${names.join(', ')}`,
  });
  return { more: more.optional() };
}

/** What a call gives of the named attributes, be it as a parameter or among what is seldom needed. */
export function givenValues(input: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  const all: Record<string, unknown> = { ...(input.more as object | undefined), ...input };
  return Object.fromEntries(names.flatMap(name => (all[name] === undefined ? [] : [[name, all[name]]])));
}

/**
 * Parameters for attributes of a type, typed by the catalog. Offered are those that are named, on purpose fewer than the API
 * takes; `required` ones must be given, the others of an update may be null, which clears.
 */
export function attributeParameters<T extends ResourceType>(
  type: T,
  offer: Offer<T>,
  { required = [], update = false }: { required?: readonly WritableName<T>[]; update?: boolean } = {},
): Record<string, z.ZodType> {
  const { attributes } = resourceOf(type);
  const parameters = Object.entries(offer as Record<string, string>).map(([name, description]): [string, z.ZodType] => {
    const attribute = attributes[name]!;
    const choices = attribute.choices && attribute.choices.length <= choicesInSchema ? attribute.choices : undefined;
    const one = parameter(jsonType(attribute), description, { nullable: update && attribute.nullable, choices });
    return [name, (required as readonly string[]).includes(name) ? one : one.optional()];
  });
  return Object.fromEntries(parameters);
}
