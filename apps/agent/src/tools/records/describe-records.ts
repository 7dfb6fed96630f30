import {
  type Attribute,
  operationNames,
  operators,
  policyOf,
  type Resource,
  resourceOf,
  type ResourceType,
} from '@nat/nationbuilder';
import { z } from 'zod';
import { customFieldsOf } from '../kit/custom-fields';
import { defineTool } from '../kit/define-tool';
import { nounsOf } from '../kit/nouns';
import { resourceType } from '../kit/parameters';
import { answer } from '../kit/tool-answer';

/** Choices told in full at most. */
const toldChoices = 25;

/** Says what a type of records has; from the catalog, and the nation's own fields. */
export const describeRecords = defineTool({
  name: 'describe_records',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listCustomFields'],
  description: 'Attributes of a type with kind, choices and operators; related records; custom fields; what create needs; verbs.',
  input: z.strictObject({ type: resourceType.describe('Type of records.') }),
  title: ({ type }) => `Reading what ${nounsOf(type as ResourceType)} have`,
  run: async ({ type: name }, context) => {
    const type = name as ResourceType;
    const fields = await customFieldsOf(type, context);
    const own = fields.map(({ slug, name: label, kind, options }) => [
      slug,
      [label, kind, options?.join('|')].filter(Boolean).join(', '),
    ]);
    const data = { ...describe(resourceOf(type)), ...(own.length > 0 && { custom_fields: Object.fromEntries(own) as object }) };
    return answer({ data, summary: `what ${nounsOf(type)} have` });
  },
});

/** The catalog entry of a type in few words. */
export function describe(resource: Resource): Record<string, unknown> {
  const { type, attributes, extraFields, relationships, requiredOnCreate, requiredOneOf, sideposting } = resource;
  const related = Object.entries(relationships).map(([name, { type: target, onList }]) => [
    name,
    `${target}${onList ? '' : ' (include with get_record only)'}`,
  ]);
  const classes = new Set(Object.values(attributes).map(({ filter }) => filter));
  return {
    type,
    attributes: wordsOf(attributes),
    ...(Object.keys(extraFields).length > 0 && { extra_fields: wordsOf(extraFields) }),
    operators: Object.fromEntries([...classes].filter(name => name !== 'none').map(name => [name, operators[name].join(' ')])),
    related: Object.fromEntries(related) as object,
    create_needs: [
      ...requiredOnCreate,
      ...(requiredOneOf.length > 0 ? [requiredOneOf.map(group => group.join('+')).join(' or ')] : []),
    ],
    ...(Object.keys(sideposting).length > 0 && {
      written_along: Object.fromEntries(Object.entries(sideposting).map(([name, { methods }]) => [name, methods.join(' ')])),
    }),
    verbs: operationNames(type),
  };
}

function wordsOf(attributes: Readonly<Record<string, Attribute>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, words(name, attribute)]));
}

/** Such as `enum, succeeded|pending|failed|canceled, read only`. */
function words(name: string, attribute: Attribute): string {
  const { kind, filter, access, choices } = attribute;
  const policy = policyOf(name, attribute);
  const parts = [
    filter === 'none' ? kind : filter === 'date' && kind === 'time' ? 'date (a moment)' : filter,
    choices && (choices.length > toldChoices ? `${choices.slice(0, toldChoices).join('|')}|…` : choices.join('|')),
    access === 'r' && 'read only',
    access === 'w' && 'write only',
    policy === 'contact' || policy === 'private' ? 'never shown' : policy === 'free_text' && "somebody's words",
    filter === 'none' && access !== 'w' && 'not filtered by',
  ];
  return parts.filter(Boolean).join(', ');
}
