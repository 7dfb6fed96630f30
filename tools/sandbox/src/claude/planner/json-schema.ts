type Schema = Record<string, unknown>;

const isRecord = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether a value fits a tool's input schema, as far as tools use JSON Schema: types, enums, constants, properties, required,
 * additional properties, items, alternatives, references into the same schema, number bounds, string lengths and patterns.
 */
export function fits(value: unknown, schema: unknown, root: unknown = schema): boolean {
  if (typeof schema === 'boolean') return schema;
  if (!isRecord(schema)) return true;
  if (typeof schema['$ref'] === 'string') return fits(value, resolve(schema['$ref'], root), root);
  return (
    fitsType(value, schema['type']) &&
    fitsValue(value, schema) &&
    fitsAlternatives(value, schema, root) &&
    (!isRecord(value) || fitsObject(value, schema, root)) &&
    (!Array.isArray(value) || schema['items'] === undefined || value.every(item => fits(item, schema['items'], root)))
  );
}

function resolve(reference: string, root: unknown): unknown {
  const path = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  return path.reduce<unknown>((schema, key) => (isRecord(schema) ? schema[key] : undefined), root);
}

function fitsType(value: unknown, type: unknown): boolean {
  if (type === undefined) return true;
  const is: Record<string, boolean> = {
    string: typeof value === 'string',
    number: typeof value === 'number',
    integer: Number.isInteger(value),
    boolean: typeof value === 'boolean',
    array: Array.isArray(value),
    object: isRecord(value),
    null: value === null,
  };
  return (Array.isArray(type) ? type : [type]).some(name => is[String(name)]);
}

function fitsValue(value: unknown, schema: Schema): boolean {
  const { enum: values, const: constant, minimum, maximum, minLength, maxLength, pattern } = schema;
  if (Array.isArray(values) && !values.includes(value)) return false;
  if (constant !== undefined && constant !== value) return false;
  if (typeof value === 'number') return !(value < Number(minimum ?? -Infinity)) && !(value > Number(maximum ?? Infinity));
  if (typeof value !== 'string') return true;
  const long = value.length >= Number(minLength ?? 0) && value.length <= Number(maxLength ?? Infinity);
  return long && (typeof pattern !== 'string' || matches(pattern, value));
}

/** A pattern that this engine cannot read refuses nothing. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

function fitsAlternatives(value: unknown, schema: Schema, root: unknown): boolean {
  const lists = { anyOf: schema['anyOf'], oneOf: schema['oneOf'], allOf: schema['allOf'] };
  const some = [lists.anyOf, lists.oneOf].every(list => !Array.isArray(list) || list.some(one => fits(value, one, root)));
  return some && (!Array.isArray(lists.allOf) || lists.allOf.every(one => fits(value, one, root)));
}

function fitsObject(value: Schema, schema: Schema, root: unknown): boolean {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  if (required.some(key => !(String(key) in value))) return false;
  return Object.entries(value).every(([key, part]) => {
    if (key in properties) return fits(part, properties[key], root);
    return schema['additionalProperties'] === undefined || fits(part, schema['additionalProperties'], root);
  });
}
