import { findOperation, type ResourceType, type WritableName } from '@nat/nationbuilder';
import type { z } from 'zod';
import type { ToolContext, WriteTool } from '../kit/define-tool';
import { nounOf } from '../kit/nouns';
import { recordId } from '../kit/parameters';
import { attributeParameters, givenValues, type Offer, parameter, rareParameter } from './attribute-parameters';
import { newRecord } from './item-writes';
import { type Input, oneTargetTool, type OneTargetTool } from './one-target-tool';
import { type CreateRequest, prepareCreate } from './prepare-create';
import { prepareDelete } from './prepare-delete';
import { prepareUpdate, type UpdateRequest } from './prepare-update';
import { tierOfValues, type WriteTier } from './tiers';
import { deletionsOfMade, recreationsOf, restorationsOf } from './undo-calls';
import { textOf } from './words';

interface CreateTool<T extends ResourceType> extends Pick<OneTargetTool, 'name' | 'description' | 'effect' | 'title' | 'did'> {
  type: T;
  /** Attributes it takes, with a few words for the model. */
  offer: Offer<T>;
  /** Further ones, which one parameter takes together. */
  rare?: readonly WritableName<T>[];
  /** What else that parameter takes. */
  rarePage?: readonly WritableName<'pages'>[];
  required?: readonly WritableName<T>[];
  /** Parameters that are no attribute of the type. */
  more?: Record<string, z.ZodType>;
  /** The request besides the offered attributes. */
  request?(input: Input, context: ToolContext): Promise<Partial<CreateRequest>> | Partial<CreateRequest>;
  /** Further operations it calls. */
  calls?: readonly string[];
  undo?: WriteTool['undo'];
}

/** A tool that makes one record. One about a person has that person as its target, whatever it makes. */
export function createTool<T extends ResourceType>(rule: CreateTool<T>): WriteTool<Input> {
  const { type, offer, rare = [], rarePage = [], required, more = {}, undo } = rule;
  const request = async (input: Input, context: ToolContext): Promise<CreateRequest> => {
    const attributes = givenValues(input, [...Object.keys(offer), ...rare]);
    const rest = await rule.request?.(input, context);
    const personId = typeof input.signup_id === 'string' ? input.signup_id : undefined;
    return { type, personId, ...rest, attributes: { ...attributes, ...rest?.attributes } };
  };
  return oneTargetTool({
    ...rule,
    kind: type,
    makes: type,
    input: { ...attributeParameters(type, offer, { required }), ...more, ...rareParameter([...rare, ...rarePage]) },
    operations: operationsFor(type, ['create', 'list'], rule.calls),
    target: input => (typeof input.signup_id === 'string' ? { type: 'signups', id: input.signup_id } : { type, id: newRecord }),
    prepare: async (input, id, context) => {
      const asked = await request(input, context);
      return prepareCreate({ ...asked, ...(id !== newRecord && { personId: id }) }, context);
    },
    raise: tierOfInput,
    undo: undo ?? { class: 'delete_created', plan: (_, journal) => deletionsOfMade(type, journal) },
  });
}

interface UpdateTool<T extends ResourceType> extends Pick<OneTargetTool, 'name' | 'description' | 'effect' | 'title' | 'did'> {
  type: T;
  offer: Offer<T>;
  /** Attributes of its page. */
  page?: Offer<'pages'>;
  /** Further ones, which one parameter takes together. */
  rare?: readonly WritableName<T>[];
  rarePage?: readonly WritableName<'pages'>[];
  more?: Record<string, z.ZodType>;
  /** Values out of parameters that are no attribute. */
  request?(input: Input, context: ToolContext): Promise<Partial<UpdateRequest>> | Partial<UpdateRequest>;
  /** True when the change may reach the person it is about; the tool then takes `include_do_not_contact`. */
  reaches?: boolean;
}

/** A tool that changes one record: only what differs is sent, and what was there is kept. */
export function updateTool<T extends ResourceType>(rule: UpdateTool<T>): WriteTool<Input> {
  const { type, offer, page = {}, rare = [], rarePage = [], more = {}, name } = rule;
  const ownNames = [...Object.keys(offer), ...rare];
  const pageNames = [...Object.keys(page), ...rarePage];
  return oneTargetTool({
    ...rule,
    kind: type,
    input: {
      id: idParameter(type),
      ...attributeParameters(type, offer, { update: true }),
      ...attributeParameters('pages', page, { update: true }),
      ...more,
      ...rareParameter([...rare, ...rarePage]),
    },
    operations: operationsFor(
      type,
      ['show', 'update'],
      [...(pageNames.length > 0 ? ['updatePage'] : []), ...(rule.reaches ? ['showSignup'] : [])],
    ),
    target: input => ({ type, id: textOf(input.id) }),
    prepare: async (input, id, context) => {
      const rest = await rule.request?.(input, context);
      const request = {
        ...rest,
        type,
        attributes: { ...givenValues(input, ownNames), ...rest?.attributes },
        page: givenValues(input, pageNames),
      };
      const prepared = await prepareUpdate(request, id, context);
      return { ...prepared, ...(rule.reaches && { reaches: true }) };
    },
    raise: tierOfInput,
    // Whoever takes a change back asks for it expressly.
    undo: {
      class: 'restore',
      plan: (_, journal) =>
        restorationsOf(name, journal, [...rare, ...rarePage], rule.reaches ? { include_do_not_contact: true } : {}),
    },
  });
}

/** What is seldom needed raises a tier as all else does. */
const tierOfInput = ({ more, ...input }: Input): WriteTier | undefined =>
  tierOfValues({ ...(more as Input | undefined), ...input });

/** A tool that deletes one record. */
export function deleteTool(
  rule: Pick<OneTargetTool, 'name' | 'description'> & { type: ResourceType; undoable: boolean },
): WriteTool<Input> {
  const { type, undoable } = rule;
  return oneTargetTool({
    ...rule,
    effect: 'critical',
    title: `Deleting a ${nounOf(type)}`,
    did: 'Deleted',
    kind: type,
    input: { id: idParameter(type) },
    operations: operationsFor(type, ['show', 'delete']),
    target: input => ({ type, id: textOf(input.id) }),
    prepare: (_, id, context, wasSent) => prepareDelete(type, id, context, wasSent),
    undo: undoable ? { class: 'recreate', plan: (_, journal) => recreationsOf(type, journal) } : { class: 'none' },
  });
}

const idParameter = (type: ResourceType): z.ZodType => recordIdParameter(`Id of the ${nounOf(type)}.`);

/** An id, without its pattern in the schema that the model reads. */
export const recordIdParameter = (description: string): z.ZodType =>
  parameter('string', description).refine(value => recordId.safeParse(value).success, {
    error: 'must be a record id: digits as text',
  });

/** Ids of the operations of a type that it has, and others. */
export function operationsFor(type: ResourceType, names: readonly string[], others: readonly string[] = []): string[] {
  return [...names.flatMap(name => findOperation(type, name)?.id ?? []), ...others];
}
