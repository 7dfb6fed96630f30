import type { ResourceType } from '@nat/nationbuilder';
import { z } from 'zod';
import { type CustomField, customFieldsOf, fieldNamed } from '../kit/custom-fields';
import type { ToolContext } from '../kit/define-tool';
import { folded } from '../kit/person';
import { ToolError } from '../kit/tool-error';

type Values = Readonly<Record<string, unknown>>;
const calendarDate = z.iso.date();
type Fitted = { value: unknown } | { problem: string };

/**
 * Values to write by slug out of values by name or slug, fitted to kind and options of each field; null clears.
 *
 * @throws ToolError for a name that is no field of the nation or several, `invalid_input` for values that do not fit.
 */
export async function fittedCustomValues(type: ResourceType, given: Values, context: ToolContext): Promise<Values> {
  const known = await customFieldsOf(type, context);
  const fields = Object.entries(given).map(([name, value]) => ({ name, field: fieldNamed(name, known), value }));
  const read = fields.map(({ name, field, value }) => ({ name, slug: field.slug, ...fitted(field, value) }));
  const problems = read.flatMap(one =>
    'problem' in one ? [{ path: `custom_values.${one.name}`, message: `${one.slug} must be ${one.problem}` }] : [],
  );
  if (problems.length > 0) throw new ToolError('invalid_input', problems.map(({ message }) => message).join('; '), problems);
  return Object.fromEntries(read.map(one => [one.slug, 'value' in one ? one.value : undefined]));
}

/** The value as the field takes it: options in their own spelling; of a checkbox several. */
function fitted({ options, kind }: CustomField, value: unknown): Fitted {
  if (value === null) return { value };
  if (options && options.length > 0) return fittedToOptions(options, kind === 'checkbox', value);
  if (kind === 'boolean' && typeof value !== 'boolean') return { problem: 'true or false' };
  if ((kind === 'number' || kind === 'currency') && !isNumber(value)) return { problem: 'a number' };
  if (kind === 'date' && !calendarDate.safeParse(value).success) return { problem: 'a date such as 2026-06-01' };
  return typeof value === 'object' ? { problem: 'one value' } : { value };
}

function fittedToOptions(options: readonly string[], several: boolean, value: unknown): Fitted {
  const chosen = [value].flat().map(one => options.find(option => folded(option) === folded(String(one))));
  if (chosen.includes(undefined) || (Array.isArray(value) && !several))
    return { problem: `${several ? 'some' : 'one'} of ${options.slice(0, 20).join(', ')}` };
  return { value: Array.isArray(value) ? chosen : chosen[0] };
}

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));
