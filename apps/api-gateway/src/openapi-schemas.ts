import * as contracts from '@nat/contracts';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

export type JsonObject = Record<string, unknown>;

/** Schemas that contracts exports by name: a document refers to them instead of repeating them. */
const named = z.registry<{ id: string }>();
for (const [id, value] of Object.entries(contracts)) if (value instanceof z.ZodType) named.add(value, { id });

const place = '#/components/schemas/';

/** JSON schemas of one OpenAPI document: what is named stands once among its components, wherever it is used. */
export class OpenApiSchemas {
  private readonly components = new Map<string, unknown>();

  /** The schema as what comes in or as what goes out; a reference where it has a name. */
  schema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    const { $schema: _, $defs = {}, ...own } = referring(z.toJSONSchema(schema, { io, metadata: named }));
    for (const [name, component] of Object.entries($defs as JsonObject)) this.keep(name, component);
    return own;
  }

  /** Everything that was referred to, by name. */
  all(): JsonObject {
    return Object.fromEntries([...this.components].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** One name means one thing: a schema that reads otherwise than it writes must not be used both ways. */
  private keep(name: string, component: unknown): void {
    const known = this.components.get(name);
    if (known !== undefined && !isDeepStrictEqual(known, component)) throw new Error(`${name} is two different schemas`);
    this.components.set(name, component);
  }
}

function referring(schema: object): JsonObject {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', `"$ref":"${place}`)) as JsonObject;
}
