import { unfit } from './stripe-error';

/** Form parameters as the vendor nests them: text, objects and lists (objects with the keys 0, 1, 2 …). */
export type Params = { [name: string]: string | Params };

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads `items[0][price]=price_1&metadata[op_id]=x` into nested objects. */
export function decodeForm(text: string): Params {
  const params: Params = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.replaceAll(']', '').split('[');
    if (path.some(part => forbidden.has(part))) throw unfit(`Received unknown parameter: ${name}`, name, 'parameter_unknown');
    put(params, path, value);
  }
  return params;
}

function put(params: Params, path: string[], value: string): void {
  const [last] = path.slice(-1);
  let place = params;
  for (const part of path.slice(0, -1)) {
    const next = place[part];
    if (typeof next === 'string') throw unfit(`Invalid object: ${part}`, part);
    place = place[part] = next ?? {};
  }
  // `lookup_keys[]=a&lookup_keys[]=b` counts up, `lookup_keys[0]=a` names its place.
  place[last === '' ? String(Object.keys(place).length) : last!] = value;
}

/** Reads and checks one request's parameters: an unknown one is refused, as the vendor does. */
export class Form {
  constructor(
    private readonly params: Params,
    allowed: readonly string[],
  ) {
    const known = new Set([...allowed, 'expand']);
    const unknown = Object.keys(params).find(name => !known.has(name));
    if (unknown) throw unfit(`Received unknown parameter: ${unknown}`, unknown, 'parameter_unknown');
  }

  text(name: string): string | undefined {
    const value = this.params[name];
    if (value !== undefined && typeof value !== 'string') throw unfit(`Invalid string: ${name}`, name);
    return value;
  }

  needed(name: string): string {
    const value = this.text(name);
    if (!value) throw unfit(`Missing required param: ${name}.`, name, 'parameter_missing');
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(value)) throw unfit(`Invalid integer: ${value}`, name, 'parameter_invalid_integer');
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value !== undefined && value !== 'true' && value !== 'false') throw unfit(`Invalid boolean: ${value}`, name);
    return value === undefined ? undefined : value === 'true';
  }

  oneOf<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    if (value !== undefined && !choices.includes(value as Choice)) {
      throw unfit(`Invalid ${name}: must be one of ${choices.join(', ')}`, name);
    }
    return value as Choice | undefined;
  }

  object(name: string, allowed: readonly string[]): Form | undefined {
    const value = this.params[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string') throw unfit(`Invalid object: ${name}`, name);
    return new Form(value, allowed);
  }

  /** A map of texts, such as metadata; an empty text means the key is to be removed. */
  texts(name: string): Record<string, string> {
    const value = this.params[name] ?? {};
    if (typeof value === 'string') throw unfit(`Invalid object: ${name}`, name);
    for (const key of Object.keys(value))
      if (typeof value[key] !== 'string') throw unfit(`Invalid string: ${name}[${key}]`, name);
    return value as Record<string, string>;
  }

  list(name: string, allowed: readonly string[]): Form[] {
    const value = this.params[name] ?? {};
    if (typeof value === 'string') throw unfit(`Invalid array: ${name}`, name);
    return Object.values(value).map(item => {
      if (typeof item === 'string') throw unfit(`Invalid object: ${name}`, name);
      return new Form(item, allowed);
    });
  }
}
