import { z } from 'zod';
import type { ReadValues, ResourceType } from '../catalog/catalog';

/** Ids are texts; one that comes as a number is the same id. */
const id = z.union([z.string(), z.int().transform(String)]);
const identifier = z.object({ type: z.string(), id });
/** Present with data only when it was sideloaded; many types answer `meta.included: false` otherwise. */
const relationship = z.looseObject({ data: z.union([identifier, z.array(identifier)]).nullish() });

/** One record of a JSON:API answer. Attribute values are untrusted: any control-panel user, or any visitor, typed them. */
export const JsonApiRecord = z.object({
  id,
  type: z.string(),
  attributes: z.record(z.string(), z.unknown()).default({}),
  relationships: z.record(z.string(), relationship).optional(),
});
export type JsonApiRecord = z.output<typeof JsonApiRecord>;

/** One record of a known type. Its values are of the catalog's kinds, and as untrusted as ever. */
export interface ResourceRecord<T extends ResourceType = ResourceType> {
  readonly id: string;
  readonly type: string;
  readonly attributes: ReadValues<T>;
  readonly relationships?: JsonApiRecord['relationships'];
}

const meta = z.looseObject({
  stats: z.looseObject({ total: z.looseObject({ count: z.number().int().nonnegative() }).optional() }).optional(),
});

export const ListDocument = z.object({
  data: z.array(JsonApiRecord),
  included: z.array(JsonApiRecord).default([]),
  meta: meta.optional(),
});
export const ShowDocument = z.object({ data: JsonApiRecord, included: z.array(JsonApiRecord).default([]) });
/** `{"meta":{}}` */
export const DeleteDocument = z.looseObject({});

const errorMeta = z.looseObject({ attribute: z.string().optional(), message: z.string().optional() });
export type ErrorMeta = z.output<typeof errorMeta>;

/** Every shape an error answer has (api.md section 8): flat, nested under `data`, or a JSON:API list. */
export const ErrorDocument = z.looseObject({
  code: z.string().optional(),
  message: z.string().optional(),
  validation_errors: z.array(z.string()).optional(),
  data: z.looseObject({ code: z.string().optional(), message: z.string().optional() }).optional(),
  errors: z
    .array(
      z.looseObject({
        code: z.string().optional(),
        title: z.string().optional(),
        detail: z.string().optional(),
        source: z.looseObject({ pointer: z.string().optional() }).optional(),
        meta: errorMeta.optional(),
      }),
    )
    .optional(),
});

/** Sideloaded records by type and id. */
export class Included {
  private readonly records = new Map<string, JsonApiRecord>();

  add(records: Iterable<JsonApiRecord>): void {
    for (const record of records) this.records.set(`${record.type}/${record.id}`, record);
  }

  all(): Iterable<JsonApiRecord> {
    return this.records.values();
  }

  /** The record a to-one relationship points at; undefined when it points nowhere or was not sideloaded. */
  one(record: ResourceRecord<never> | JsonApiRecord, name: string): JsonApiRecord | undefined {
    return this.many(record, name)[0];
  }

  /** The sideloaded records a relationship points at. */
  many(record: ResourceRecord<never> | JsonApiRecord, name: string): JsonApiRecord[] {
    const data = record.relationships?.[name]?.data;
    const targets = Array.isArray(data) ? data : data ? [data] : [];
    return targets.flatMap(({ type, id }) => this.records.get(`${type}/${id}`) ?? []);
  }
}
