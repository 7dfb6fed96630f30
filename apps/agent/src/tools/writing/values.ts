/** Values of a record by name. */
export type Values = Readonly<Record<string, unknown>>;

/** True of values that have names of their own, such as those of an address. */
export const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Those of these names; what is not there is left out. */
export const picked = (values: Values, names: Iterable<string>): Values =>
  Object.fromEntries([...names].flatMap(name => (Object.hasOwn(values, name) ? [[name, values[name]]] : [])));

/** Nothing under each of these names. */
export const cleared = (names: Iterable<string>): Values => Object.fromEntries([...names].map(name => [name, null]));
