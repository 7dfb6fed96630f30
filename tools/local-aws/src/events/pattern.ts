import { cidrContains, isCidr } from './cidr';

/**
 * EventBridge event patterns: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * A pattern is compiled once; matching never throws.
 */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Predicate = (event: Json) => boolean;

/** Why a pattern is not one. */
export class InvalidPattern extends Error {}

type JsonObject = { [name: string]: Json };
/** Judges the values of one field: the elements of an array, or the single value; none when the field is absent. */
type FieldTest = (values: Json[]) => boolean;
type ValueTest = (value: Json) => boolean;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws {@link InvalidPattern} when the text is not a pattern. */
export function compilePattern(text: string): Predicate {
  let pattern: Json;
  try {
    pattern = JSON.parse(text) as Json;
  } catch {
    throw new InvalidPattern('Invalid JSON');
  }
  if (!isObject(pattern)) throw new InvalidPattern('Filter is not an object');
  return compileObject(pattern, '');
}

function compileObject(pattern: JsonObject, path: string): Predicate {
  const names = Object.keys(pattern);
  if (names.length === 0) throw new InvalidPattern(`Empty objects are not allowed${path && ` at ${path}`}`);
  const tests = names.map(name =>
    isAlternatives(name, pattern[name]!) ? alternatives(pattern[name], path) : field(pattern, name, path),
  );
  const matches = (event: Json): boolean => tests.every(test => test(event));
  // Fields of objects inside an array must be found in one and the same element.
  return event => {
    const elements = Array.isArray(event) ? event.filter(isObject) : [event];
    return elements.length > 0 ? elements.some(matches) : matches(null);
  };
}

/** `$or` is an operator when it holds a list of objects, otherwise a field of that name. */
function isAlternatives(name: string, value: Json): value is JsonObject[] {
  return name === '$or' && Array.isArray(value) && value.length > 1 && value.every(isObject);
}

function alternatives(patterns: Json | undefined, path: string): Predicate {
  const tests = (patterns as JsonObject[]).map(pattern => compileObject(pattern, path));
  return event => tests.some(test => test(event));
}

function field(pattern: JsonObject, name: string, parent: string): Predicate {
  const path = parent ? `${parent}.${name}` : name;
  const value = pattern[name]!;
  const below = (event: Json): Json | undefined => (isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined);
  if (isObject(value)) {
    const test = compileObject(value, path);
    return event => test(below(event) ?? null);
  }
  if (!Array.isArray(value)) throw new InvalidPattern(`"${path}" must be an object or an array`);
  if (value.length === 0) throw new InvalidPattern('Empty arrays are not allowed');
  const tests = value.map(rule => compileRule(rule, path));
  return event => {
    const values = leaves(below(event));
    return tests.some(test => test(values));
  };
}

/** Only leaves can be matched: an object or an empty array is, to a rule, a field that is absent. */
function leaves(value: Json | undefined): Json[] {
  if (value === undefined || isObject(value)) return [];
  return Array.isArray(value) ? value.flatMap(leaves) : [value];
}

function compileRule(rule: Json, path: string): FieldTest {
  if (Array.isArray(rule)) throw new InvalidPattern(`Match value must be String, number, true, false, or null at ${path}`);
  if (!isObject(rule)) return some(value => value === rule);
  const [[kind, operand] = ['', null], ...more] = Object.entries(rule);
  if (more.length > 0) throw new InvalidPattern(`Only one key allowed in match expression at ${path}`);
  if (kind === 'exists') {
    if (typeof operand !== 'boolean') throw new InvalidPattern('exists match pattern must be either true or false.');
    return values => values.length > 0 === operand;
  }
  if (kind === 'anything-but') return some(not(butTest(operand)));
  return some(valueTest(kind, operand));
}

const some =
  (test: ValueTest): FieldTest =>
  values =>
    values.some(test);
const not =
  (test: ValueTest): ValueTest =>
  value =>
    !test(value);
const anyOf =
  (tests: ValueTest[]): ValueTest =>
  value =>
    tests.some(test => test(value));
const onText =
  (test: (text: string) => boolean): ValueTest =>
  value =>
    typeof value === 'string' && test(value);

function valueTest(kind: string, operand: Json): ValueTest {
  if (kind === 'prefix') return affix(operand, kind, (value, part) => value.startsWith(part));
  if (kind === 'suffix') return affix(operand, kind, (value, part) => value.endsWith(part));
  if (kind === 'equals-ignore-case') return ignoringCase(text(operand, kind));
  if (kind === 'wildcard') return wildcard(text(operand, kind));
  if (kind === 'numeric') return numeric(operand);
  if (kind === 'cidr') return cidr(text(operand, kind));
  throw new InvalidPattern(`Unrecognized match type ${kind}`);
}

/** What must not be there: a scalar, a list of scalars, or one operator with a text or a list of texts. */
function butTest(operand: Json): ValueTest {
  if (!isObject(operand)) {
    const list: Json[] = Array.isArray(operand) ? operand : [operand];
    const scalar = list.every(value => typeof value === 'string') || list.every(value => typeof value === 'number');
    if (list.length === 0 || !scalar)
      throw new InvalidPattern('Value of anything-but must be an array or single string/number value.');
    return value => (list as Json[]).includes(value);
  }
  const [[kind, value] = ['', null], ...more] = Object.entries(operand);
  if (more.length > 0 || !['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(kind))
    throw new InvalidPattern(`Unsupported anything-but pattern: ${kind}`);
  const operands = Array.isArray(value) ? value : [value];
  if (operands.length === 0) throw new InvalidPattern('Empty arrays are not allowed');
  return anyOf(operands.map(each => valueTest(kind, each)));
}

function text(operand: Json, kind: string): string {
  if (typeof operand !== 'string') throw new InvalidPattern(`${kind} match pattern must be a string`);
  return operand;
}

function affix(operand: Json, kind: string, test: (value: string, part: string) => boolean): ValueTest {
  if (isObject(operand) && Object.keys(operand).join() === 'equals-ignore-case') {
    const part = text(operand['equals-ignore-case']!, kind).toLowerCase();
    return onText(value => test(value.toLowerCase(), part));
  }
  const part = text(operand, kind);
  if (part === '') throw new InvalidPattern(`Null ${kind} not allowed`);
  return onText(value => test(value, part));
}

function ignoringCase(expected: string): ValueTest {
  const lower = expected.toLowerCase();
  return onText(value => value.toLowerCase() === lower);
}

/** `*` stands for any text; `\*` and `\\` for themselves. Linear in pattern and value, without backtracking over stars. */
function wildcard(pattern: string): ValueTest {
  const parts: string[] = [''];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    if (character === '*') {
      if (pattern[i + 1] === '*') throw new InvalidPattern(`Consecutive wildcard characters at pos ${i}`);
      parts.push('');
      continue;
    }
    if (character === '\\' && !['*', '\\'].includes(pattern[++i] ?? ''))
      throw new InvalidPattern(`Invalid escape character at pos ${i - 1}`);
    parts.push(parts.pop()! + (character === '\\' ? pattern[i]! : character));
  }
  return onText(value => matchesParts(value, parts));
}

function matchesParts(value: string, parts: string[]): boolean {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return value === first;
  const last = rest.pop()!;
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `["=", n]`, `[op, n]`, or a range from below: `[">" or ">=", n, "<" or "<=", m]`. */
function numeric(operand: Json): ValueTest {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 === 1 || operand.length > 4)
    throw new InvalidPattern('Value of numeric must be an array of operators and numbers.');
  const pairs: Array<[string, number]> = [];
  for (let i = 0; i < operand.length; i += 2) {
    const [operator, bound] = [operand[i], operand[i + 1]];
    if (typeof operator !== 'string' || !comparisons[operator])
      throw new InvalidPattern(`Unrecognized numeric range operator: ${JSON.stringify(operator)}`);
    if (typeof bound !== 'number') throw new InvalidPattern(`Value of ${operator} must be numeric`);
    pairs.push([operator, bound]);
  }
  const [lower, upper] = pairs;
  if (upper && !(lower![0].startsWith('>') && upper[0].startsWith('<') && lower![1] < upper[1]))
    throw new InvalidPattern('Bottom must be less than top');
  return value => typeof value === 'number' && pairs.every(([operator, bound]) => comparisons[operator]!(value, bound));
}

function cidr(block: string): ValueTest {
  if (!isCidr(block)) throw new InvalidPattern(`Malformed CIDR: ${block}`);
  return onText(address => cidrContains(block, address));
}
