import { DocumentError } from './document-error';
import { isNode, type Node, type OpenDocument } from './open-document';

/** A schema with references followed and its `allOf` laid together; properties and items are not yet. */
export interface FlatSchema {
  /** Without `null`. */
  types: string[];
  nullable: boolean;
  properties: Record<string, Node>;
  required: string[];
  items?: Node;
  enum?: (string | number)[];
  /** The other keywords as they stand, such as `format`, `default`, `const`, `examples`. */
  keywords: Node;
}

/** Alternatives make more than one shape of a value: nothing of the catalog can be compared with that. */
const unreadable = ['oneOf', 'anyOf', 'not', 'if', 'patternProperties', 'discriminator'];
const annotations = new Set(['description', 'title', 'example', 'examples', 'externalDocs', 'deprecated']);

/** Throws `DocumentError` for a schema that contradicts itself or has alternatives. */
export function flatten(document: OpenDocument, node: unknown, depth = 0): FlatSchema {
  if (depth > 40) throw new DocumentError('a schema consists of itself.');
  const { allOf, ...own } = document.follow(node);
  const found = unreadable.find(keyword => keyword in own);
  if (found)
    throw new DocumentError(`a schema uses ${found}, which this check does not read: ${JSON.stringify(own).slice(0, 120)}`);
  const parts = Array.isArray(allOf) ? allOf.map(part => flatten(document, part, depth + 1)) : [];
  return [...parts, alone(own)].reduce(together);
}

function alone({ type, nullable, properties, required, items, enum: values, ...keywords }: Node): FlatSchema {
  const types = [type ?? []].flat().map(String);
  return {
    types: types.filter(name => name !== 'null'),
    nullable: (nullable === true || types.includes('null')) && (!Array.isArray(values) || values.includes(null)),
    properties: isNode(properties) ? (properties as Record<string, Node>) : {},
    required: Array.isArray(required) ? required.map(String) : [],
    ...(isNode(items) && { items }),
    ...(Array.isArray(values) && { enum: values.filter(value => value !== null) }),
    keywords,
  };
}

/** Both hold: the narrower of each. */
function together(a: FlatSchema, b: FlatSchema): FlatSchema {
  const bothTyped = a.types.length > 0 && b.types.length > 0;
  const types = bothTyped ? a.types.filter(type => b.types.includes(type)) : [...a.types, ...b.types];
  if (bothTyped && types.length === 0) throw new DocumentError(`a schema is at once ${a.types.join()} and ${b.types.join()}.`);
  const items = a.items && b.items ? { allOf: [a.items, b.items] } : (a.items ?? b.items);
  const values = a.enum && b.enum ? a.enum.filter(value => b.enum!.includes(value)) : (a.enum ?? b.enum);
  return {
    types,
    nullable: bothTyped ? a.nullable && b.nullable : a.nullable || b.nullable,
    properties: merged(a.properties, b.properties, (left, right) => ({ allOf: [left, right] })),
    required: [...new Set([...a.required, ...b.required])],
    ...(items && { items }),
    ...(values && { enum: values }),
    keywords: merged(a.keywords, b.keywords, (left, right, keyword) => {
      if (!annotations.has(keyword) && JSON.stringify(left) !== JSON.stringify(right))
        throw new DocumentError(`a schema says ${keyword} ${JSON.stringify(left)} and ${JSON.stringify(right)}.`);
      return right;
    }),
  };
}

function merged<Value>(
  a: Record<string, Value>,
  b: Record<string, Value>,
  both: (left: Value, right: Value, key: string) => Value,
): Record<string, Value> {
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) result[key] = Object.hasOwn(a, key) ? both(a[key]!, value, key) : value;
  return result;
}

/** Values that a parameter or property may take: those of its enumeration, or of that of its items. */
export function enumerated(document: OpenDocument, node: unknown): string[] {
  const { enum: values, items } = flatten(document, node);
  return values ? values.map(String) : items ? enumerated(document, items) : [];
}

/** Keywords that carry no constraint, or are read by name. */
const read = new Set([...annotations, 'format', 'default', 'readOnly', 'writeOnly']);

/** Constraints that nothing reads by name, such as `maximum 5`. */
export const constraints = ({ keywords }: FlatSchema): string[] =>
  Object.entries(keywords)
    .filter(([keyword]) => !read.has(keyword) && !keyword.startsWith('x-'))
    .map(([keyword, value]) => `${keyword} ${JSON.stringify(value)}`);
