import { z } from 'zod';

/** The CloudEvents 1.0 attributes every Nat event carries; extension names are lower case as the specification asks. */
const attributes = {
  specversion: z.literal('1.0'),
  /** Idempotency key: a pure function of the fact, so the same fact always has the same id. */
  id: z.string().min(1).max(200),
  /** `/nat/<service>`: the publisher. */
  source: z.string().startsWith('/nat/'),
  /** `nation/<slug>`. */
  subject: z.string().startsWith('nation/'),
  /** When the fact happened, RFC 3339, UTC. */
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  /** `urn:nat:event:<type>`. */
  dataschema: z.string(),
  nationslug: z.string().min(1),
  /** Made at the gateway, the same for everything one request caused. */
  correlationid: z.string().min(1),
  /** Id of the event this one follows from. */
  causationid: z.string().optional(),
  userid: z.string().optional(),
  /** W3C trace context of the work that produced the fact. */
  traceparent: z.string().optional(),
};

/** Every event type has this shape; `Data` is its payload schema. */
export interface EventDefinition<Name extends string = string, Type extends string = string, Data extends z.ZodType = z.ZodType> {
  /** EventBridge `DetailType`. */
  readonly detailType: Name;
  /** CloudEvents `type`, version included. */
  readonly type: Type;
  /** The only service that publishes it. */
  readonly producer: string;
  /** One sentence for docs/events.md. */
  readonly description: string;
  readonly data: Data;
  readonly schema: z.ZodObject<typeof attributes & { type: z.ZodLiteral<Type>; data: Data }>;
  readonly example: z.output<Data>;
}

/**
 * Defines an event once. Type, validation, subscription, documentation and snapshot all derive from the value returned.
 * Unknown fields are accepted and dropped; another `type`, so another version, is refused.
 *
 * @param detailType EventBridge `DetailType`: PascalCase, past tense.
 * @param type CloudEvents `type`: `nat.<noun>.<verb>.v<major>`.
 */
export function defineEvent<const Name extends string, const Type extends string, Data extends z.ZodType>(
  detailType: Name,
  type: Type,
  about: { producer: string; description: string },
  data: Data,
  example: z.input<Data>,
): EventDefinition<Name, Type, Data> {
  const schema = z.object({ ...attributes, type: z.literal(type), data });
  return { detailType, type, ...about, data, schema, example: data.parse(example) };
}

/** The validated event: CloudEvents attributes and typed `data`. */
export type EventOf<Definition extends { schema: z.ZodType }> = z.output<Definition['schema']>;

/** Any event on the bus, before its type is known. */
export type DomainEvent = Partial<Record<keyof typeof attributes, string>> & {
  id: string;
  type: string;
  source: string;
  nationslug: string;
  correlationid: string;
  time: string;
  data: unknown;
};

/** What an author of an event supplies; the rest of the envelope follows from the definition. */
export interface EventFacts<Data> {
  /** Pure function of the fact, e.g. `${queryId}.end`. */
  id: string;
  nationSlug: string;
  /** RFC 3339 UTC. */
  time: string;
  correlationId: string;
  causationId?: string;
  userId?: string;
  traceparent?: string;
  data: Data;
}

/** Builds and validates the CloudEvent of a fact. Throws a ZodError when the data does not fit the definition. */
export function eventOf<Name extends string, Type extends string, Data extends z.ZodType>(
  definition: EventDefinition<Name, Type, Data>,
  facts: EventFacts<z.input<Data>>,
): EventOf<EventDefinition<Name, Type, Data>> {
  return definition.schema.parse({
    specversion: '1.0',
    id: facts.id,
    source: `/nat/${definition.producer}`,
    type: definition.type,
    subject: `nation/${facts.nationSlug}`,
    time: facts.time,
    datacontenttype: 'application/json',
    dataschema: `urn:nat:event:${definition.type}`,
    nationslug: facts.nationSlug,
    correlationid: facts.correlationId,
    causationid: facts.causationId,
    userid: facts.userId,
    traceparent: facts.traceparent,
    data: facts.data,
  }) as EventOf<EventDefinition<Name, Type, Data>>;
}
