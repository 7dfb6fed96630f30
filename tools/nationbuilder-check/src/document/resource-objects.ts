import { DocumentError } from './document-error';
import { isNode, type Node, type OpenDocument } from './open-document';
import { constraints, enumerated, flatten } from './schemas';
import type { AttributeShape, RelationshipShape } from '../shape';

/** A JSON:API resource object as a schema describes it. */
export interface ResourceObject {
  type: string;
  attributes: Record<string, Node>;
  required: string[];
  relationships: Record<string, Node>;
  /** Members beside `id`, `type`, `attributes` and `relationships`, such as the `tag` of a bulk request. */
  others: string[];
  hasId: boolean;
}

/** Reads the schema of a `data` member; undefined when it names no type. */
export function readResource(document: OpenDocument, node: unknown): ResourceObject | undefined {
  const { properties } = flatten(document, node);
  const { id, type, attributes, relationships, ...others } = properties;
  const name = type && typeName(document, type);
  if (name === undefined) return undefined;
  const described = attributes ? flatten(document, attributes) : undefined;
  return {
    type: name,
    attributes: described?.properties ?? {},
    required: described?.required ?? [],
    relationships: relationships ? flatten(document, relationships).properties : {},
    others: Object.keys(others),
    hasId: id !== undefined,
  };
}

function typeName(document: OpenDocument, node: Node): string | undefined {
  const { keywords } = flatten(document, node);
  const [single, ...more] = enumerated(document, node);
  if (typeof keywords['const'] === 'string') return keywords['const'];
  return more.length === 0 ? single : undefined;
}

/** One attribute, from wherever it is described. `readable` and `writable` say where it stands. */
export function attributeShape(
  document: OpenDocument,
  node: Node,
  { readable, writable }: { readable: boolean; writable: boolean },
): AttributeShape {
  const schema = flatten(document, node);
  const { format, default: initial, readOnly, writeOnly } = schema.keywords;
  const reads = readable && writeOnly !== true;
  const writes = writable && readOnly !== true;
  const further = [...constraints(schema), ...(schema.items ? ['items'] : [])];
  return {
    access: reads && writes ? 'rw' : writes ? 'w' : 'r',
    type: schema.types.join(' or ') || 'anything',
    ...(typeof format === 'string' && { format }),
    nullable: schema.nullable,
    ...(schema.enum && { choices: schema.enum }),
    ...(initial !== undefined && { default: initial as string }),
    ...(further.length > 0 && { further }),
  };
}

/** Parts of the addresses among these attributes, by their properties and their examples. */
export function addressParts(document: OpenDocument, attributes: Record<string, Node>): string[] {
  const addresses = Object.entries(attributes).filter(([name]) => name.endsWith('_address_attributes'));
  return addresses.flatMap(([, node]) => {
    const { properties, keywords } = flatten(document, node);
    const examples = [keywords['examples'] ?? keywords['example'] ?? []].flat().filter(isNode);
    return [properties, ...examples].flatMap(example => Object.keys(example));
  });
}

/** A relationship by its linkage; undefined where the schema does not say what it leads to. */
export function relationshipShape(document: OpenDocument, node: Node): RelationshipShape | undefined {
  const { data } = flatten(document, node).properties;
  if (!data) return undefined;
  const { items } = flatten(document, data);
  const type = readResource(document, items ?? data)?.type;
  if (type === undefined)
    throw new DocumentError(`a relationship has data without a type: ${JSON.stringify(node).slice(0, 120)}`);
  return { type, toMany: items !== undefined };
}
