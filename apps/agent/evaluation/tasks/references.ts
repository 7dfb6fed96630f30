/** `{{2.data.0.id|usd}}`: of the second result, then a path, then how it is written. */
const reference = /\{\{(\d+)\.([\w.*]+)(?:\|(\w+))?\}\}/g;
const whole = /^\{\{(\d+)\.([\w.*]+)\}\}$/;

const written: Record<string, (value: unknown) => string> = {
  /** Cents as people write them: $1,234.50, whole amounts without cents. */
  usd: value => {
    const dollars = Number(value) / 100;
    const digits = Number.isInteger(dollars) ? 0 : 2;
    return `$${dollars.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
  },
};

/**
 * Fills in what the results before brought: figures in a planned answer are those of the tools, and never worked out. A text
 * that is one reference alone becomes the value itself. `*` in a path stands for every entry of a list.
 *
 * @param results what the tools told in the conversation, in the order of the calls.
 * @throws Error when there is nothing at the path: the plan and the tools do not agree.
 */
export function filled<Value>(value: Value, results: readonly unknown[]): Value {
  return fill(value, results) as Value;
}

/** What a planned answer says whatever the tools tell. */
export const withoutReferences = (text: string): string => text.replaceAll(reference, ' ');

function fill(value: unknown, results: readonly unknown[]): unknown {
  if (Array.isArray(value)) return value.map(one => fill(one, results));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, results)]));
  if (typeof value !== 'string') return value;
  const [, index, path] = whole.exec(value) ?? [];
  if (index && path) return at(results, index, path);
  return value.replace(reference, (_text, index: string, path: string, form?: string) => inWords(at(results, index, path), form));
}

function inWords(value: unknown, form: string | undefined): string {
  if (Array.isArray(value)) return value.map(one => inWords(one, form)).join(', ');
  if (form && !written[form]) throw new Error(`there is no way to write ${form}`);
  return form ? written[form]!(value) : String(value);
}

function at(results: readonly unknown[], index: string, path: string): unknown {
  const found = path.split('.').reduce(step, results[Number(index) - 1]);
  if (found === undefined || found === null)
    throw new Error(`the plan refers to ${index}.${path}, which is not in ${JSON.stringify(results[Number(index) - 1])}`);
  return found;
}

function step(value: unknown, name: string): unknown {
  if (Array.isArray(value) && name === '*') return value;
  if (Array.isArray(value) && !/^\d+$/.test(name)) return value.map(one => step(one, name));
  return (value as Record<string, unknown> | undefined)?.[name];
}
