import {
  addressParts,
  isToMany,
  operations,
  resourceOf,
  resourceTypes,
  type Attribute,
  type AttributeKind,
  type Operation,
} from '@nat/nationbuilder';
import type { ApiShape, AttributeShape, BodyShape, OperationShape, TypeShape } from './shape';

/** The catalog in the words of a document. */
export function catalogShape(): ApiShape {
  return {
    operations: Object.fromEntries(
      [...operations.values()].map(operation => [`${operation.method} ${operation.path}`, operationShape(operation)]),
    ),
    types: Object.fromEntries(resourceTypes.map(type => [type, typeShape(type)])),
    addressParts: [...Object.keys(addressParts), 'delete'],
  };
}

function operationShape(operation: Operation): OperationShape {
  const body = bodyShape(operation);
  return {
    id: operation.id,
    answers: Object.fromEntries(operation.success.map(status => [String(status), answerOf(operation)])),
    refusals: operation.errors.map(String),
    query: queryOf(operation),
    ...(body && { body }),
  };
}

function answerOf({ kind, answers }: Operation): string {
  if (kind === 'bulk') return 'token';
  if (kind === 'process') return 'id, message, status';
  if (!answers) return '';
  return `${kind === 'list' || kind === 'memberList' ? 'many' : 'one'} ${answers}`;
}

function queryOf({ answers, type, include, paged, fields, extraFields, query }: Operation): Record<string, string[]> {
  const about = answers ?? type;
  return {
    ...(include.length > 0 && { include: [...include] }),
    ...(paged && { 'page[number]': [], 'page[size]': [] }),
    ...(fields && { [`fields[${about}]`]: namesOf(about, 'r') }),
    ...(extraFields && { [`extra_fields[${about}]`]: Object.keys(resourceOf(about).extraFields) }),
    ...Object.fromEntries(query.map(name => [name, []])),
  };
}

/** Names of attributes that may be read or written. */
const namesOf = (type: string, access: 'r' | 'w'): string[] =>
  Object.entries(resourceOf(type).attributes).flatMap(([name, attribute]) => (attribute.access.includes(access) ? name : []));

function bodyShape({ body: kind, type }: Operation): BodyShape | undefined {
  if (kind === undefined) return undefined;
  if (kind !== 'create' && kind !== 'update') return { kind, type };
  const { requiredOnCreate, sideposting, relationships } = resourceOf(type);
  const sideposts = Object.entries(sideposting).flatMap(([name, { pageType }]) => {
    const related = relationships[name]!.type;
    return pageType ? [[name, { type: related, pageType, attributes: namesOf(related, 'w') }] as const] : [];
  });
  return {
    kind,
    type,
    attributes: namesOf(type, 'w'),
    ...(kind === 'create' && { required: [...requiredOnCreate] }),
    ...(kind === 'create' && sideposts.length > 0 && { sideposts: Object.fromEntries(sideposts) }),
  };
}

function typeShape(type: string): TypeShape {
  const { attributes, relationships } = resourceOf(type);
  return {
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, attributeShape(attribute)])),
    relationships: Object.fromEntries(
      Object.entries(relationships).map(([name, relationship]) => [
        name,
        { type: relationship.type, toMany: isToMany(relationship) },
      ]),
    ),
  };
}

const words: Record<AttributeKind, { type: string; format?: string }> = {
  text: { type: 'string' },
  choice: { type: 'string' },
  id: { type: 'string' },
  integer: { type: 'integer' },
  decimal: { type: 'string', format: 'float' },
  time: { type: 'string', format: 'date-time' },
  date: { type: 'string', format: 'date' },
  flag: { type: 'boolean' },
  object: { type: 'object' },
  address: { type: 'object' },
};

function attributeShape({ access, kind, nullable, choices, default: initial }: Attribute): AttributeShape {
  return {
    access,
    ...words[kind],
    nullable,
    ...(choices && { choices: [...choices] }),
    ...(initial !== undefined && { default: initial }),
  };
}
