import { findOperation, type ResourceType, type WritableName } from '@nat/nationbuilder';
import { z } from 'zod';
import { defineTool, type Effect, type ToolContext, type WriteTool } from '../kit/define-tool';
import { nounOf } from '../kit/nouns';
import { recordId } from '../kit/parameters';
import { accountOf } from './account';
import { shownChanges } from './changes';
import { newRecord, type Prepare, type Prepared, runItems } from './item-writes';
import { attributeParameters, givenValues, type Offer, parameter, rareParameter } from './attribute-parameters';
import { prepareCreate, type CreateRequest } from './prepare-create';
import { prepareDelete } from './prepare-delete';
import { prepareUpdate, type UpdateRequest } from './prepare-update';
import { highest, tierOfEffect, tierOfValues, type WriteTier } from './tiers';
import { deletionsOfMade, recreationsOf, restorationsOf } from './undo-calls';
import { textOf } from './words';

export type Input = Record<string, unknown>;

/** Said on the card of a write that cannot be taken back. */
export const cannotBeUndone = 'This cannot be undone.';

/** A tool of one target, as its author says it. */
export interface OneTargetTool {
  name: string;
  version?: number;
  description: string;
  effect: WriteTier;
  input: Record<string, z.ZodType>;
  operations: readonly string[];
  /** Shown while it runs, such as `Tagging a person`. */
  title: string;
  /** Such as `Tagged`. */
  did: string;
  /** What the effect is about: the type of the record that is touched or made. */
  kind: ResourceType | ((input: Input) => ResourceType);
  /** The one target of a call. */
  target(input: Input, context: ToolContext): Promise<{ type: ResourceType; id: string }> | { type: ResourceType; id: string };
  prepare(input: Input, id: string, context: ToolContext, wasSent: boolean): Promise<Prepared>;
  /** Raises the tier by what is said in the input. */
  raise?(input: Input): WriteTier | undefined;
  /** Type of what it makes, where it makes something. */
  makes?: ResourceType | ((input: Input) => ResourceType);
  undo: WriteTool['undo'];
}

/** A tool that writes to one target, with preview, journal and account as all of them have. */
export function oneTargetTool(rule: OneTargetTool): WriteTool<Input> {
  const { name, description, effect: base, title, did, undo } = rule;
  const prepareIn =
    (input: Input, context: ToolContext): Prepare =>
    (id, wasSent) =>
      rule.prepare(input, id, context, wasSent);
  return defineTool({
    name,
    version: rule.version ?? 1,
    effect: base,
    minRole: 'member',
    operations: rule.operations,
    description,
    input: z.strictObject(rule.input),
    title: () => title,
    tier: (input, effect) => highest(base, tierOfEffect(effect), rule.raise?.(input)),
    preview: async (input, context) => {
      const { type, id } = await rule.target(input, context);
      const prepared = await rule.prepare(input, id, context, false);
      return effectOfOne(nounOf(typeIn(rule.kind, input)!), { type, id }, prepared, undo.class !== 'none');
    },
    run: async (input, context, { effect, journal }) => {
      const prepared = await runItems(effect, prepareIn(input, context), context, journal);
      const [id] = effect.targets.ids;
      const { label = effect.sample[0]?.label ?? title, link } = prepared.get(id!) ?? {};
      const madeId = journal.items()[0]?.createdId;
      const makes = typeIn(rule.makes, input);
      const made = makes && madeId ? context.links.to(makes, madeId, label) : undefined;
      return accountOf(journal, { did, label, madeType: makes, links: [made, link] });
    },
    undo,
  });
}

const typeIn = (type: ResourceType | ((input: Input) => ResourceType) | undefined, input: Input): ResourceType | undefined =>
  typeof type === 'function' ? type(input) : type;

async function effectOfOne(
  kind: string,
  target: { type: ResourceType; id: string },
  prepared: Prepared,
  undoable: boolean,
): Promise<Effect> {
  const reversible = prepared.reversible ?? undoable;
  return {
    kind,
    count: 1,
    sample: [{ id: target.id, label: prepared.label }],
    changes: (await prepared.changes()).slice(0, shownChanges),
    reversible,
    ...(prepared.reaches && { recipients: 1 }),
    notes: [...prepared.notes, ...(reversible ? [] : [cannotBeUndone])],
    targets: { type: target.type, ids: [target.id] },
  };
}

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
  /** True when the change may reach the person it is about. */
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
    operations: operationsFor(type, ['show', 'update'], pageNames.length > 0 ? ['updatePage'] : []),
    target: input => ({ type, id: textOf(input.id) }),
    prepare: async (input, id, context) => {
      const rest = await rule.request?.(input, context);
      const request = {
        type,
        attributes: { ...givenValues(input, ownNames), ...rest?.attributes },
        page: givenValues(input, pageNames),
      };
      const prepared = await prepareUpdate(request, id, context);
      return { ...prepared, ...(rule.reaches && { reaches: true }) };
    },
    raise: tierOfInput,
    undo: { class: 'restore', plan: (_, journal) => restorationsOf(name, journal, [...rare, ...rarePage]) },
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
