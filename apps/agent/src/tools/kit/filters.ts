import { checkFilter, type Filter, type FilterCondition, findResource, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { customValuesBySlug } from './custom-fields';
import type { ToolContext } from './define-tool';
import { ToolError } from './tool-error';
import { dayAfter, startOfDay } from './zoned-time';

/** Conditions as the model writes them: attribute to value, any of several, null, or `{operator: value}`. */
export type GivenFilter = Readonly<Record<string, unknown>>;

/** What people are not filtered by, and where it is asked instead. */
const elsewhere: Readonly<Record<string, string>> = {
  city: 'is no attribute: give city beside the filter (list_signups, count_records, find_people)',
  state: 'is no attribute: give state beside the filter (list_signups, count_records, find_people)',
  tag: 'is no attribute: use find_people from taggings, with the id of the tag',
  tags: 'is no attribute: use find_people from taggings, with the id of the tag',
  list: 'is no attribute: use find_people from list, with the id of the list',
};
const calendarDate = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The filter of a request: custom fields found by name, every name, operator and value checked by the catalog, and dates made
 * the moments they mean in the nation's zone. Throws a {@link ToolError} `invalid_filter` that says what would be right.
 */
export async function filterOf<T extends ResourceType>(
  type: T,
  given: GivenFilter | undefined,
  context: Pick<ToolContext, 'nation' | 'timeZone' | 'signal'>,
): Promise<Filter<T>> {
  const { custom_values: customValues, ...attributes } = given ?? {};
  const filter: Record<string, unknown> =
    customValues === undefined || !('custom_values' in resourceOf(type).attributes)
      ? withPlainLists(given ?? {})
      : { ...withPlainLists(attributes), custom_values: { eq: await customValuesBySlug(type, customValues, context) } };
  const problems = checkFilter(type, filter).map(({ message, pointer, attribute = '' }) => ({
    path: pointer ?? 'filter',
    message: type === 'signups' && Object.hasOwn(elsewhere, attribute) ? `${attribute} ${elsewhere[attribute]}` : message,
  }));
  refuseProblems('invalid_filter', problems);
  const timed = Object.entries(filter).map(([name, condition]) => [
    name,
    kindOf(type, name) === 'time' ? inZone(name, condition as FilterCondition, context.timeZone) : condition,
  ]);
  return Object.fromEntries(timed) as Filter<T>;
}

/** `{eq: [a, b]}` means any of several, which the API takes without an operator only. */
function withPlainLists(given: GivenFilter): Record<string, unknown> {
  const plain = (condition: unknown): unknown => {
    if (typeof condition !== 'object' || condition === null || Object.keys(condition).join() !== 'eq') return condition;
    const { eq } = condition as { eq: unknown };
    return Array.isArray(eq) ? eq : condition;
  };
  return Object.fromEntries(Object.entries(given).map(([name, condition]) => [name, plain(condition)]));
}

/** Throws a {@link ToolError} when there are problems; its message is all of them, up to ten. */
export function refuseProblems(code: string, problems: readonly { path: string; message: string }[]): void {
  if (problems.length === 0) return;
  const told = problems.slice(0, 10);
  throw new ToolError(code, told.map(({ message }) => message).join('; '), [...told]);
}

function kindOf(type: ResourceType, name: string): string | undefined {
  const { attributes } = resourceOf(type);
  return Object.hasOwn(attributes, name) ? attributes[name]!.kind : undefined;
}

/** A date stands for the beginning of its day; equal to a date means within that day. */
function inZone(name: string, condition: FilterCondition, timeZone: string): FilterCondition {
  const isDate = (value: unknown): value is string => typeof value === 'string' && calendarDate.test(value);
  const within = (date: string): FilterCondition => ({
    gte: startOfDay(date, timeZone),
    lt: startOfDay(dayAfter(date), timeZone),
  });
  if (isDate(condition)) return within(condition);
  if (Array.isArray(condition) && condition.some(isDate))
    throw new ToolError('invalid_filter', `${name} cannot be any of several dates. Use gte and lt for a period.`);
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) return condition;
  const { eq, ...operators } = condition as Record<string, unknown>;
  if ('not_eq' in operators && isDate(operators.not_eq))
    throw new ToolError('invalid_filter', `${name} is a moment: not_eq cannot take a date. Use lt or gte.`);
  const moments = Object.entries(operators).map(([operator, value]) => [
    operator,
    isDate(value) ? startOfDay(value, timeZone) : value,
  ]);
  const equal = eq === undefined ? {} : isDate(eq) ? (within(eq) as object) : { eq };
  return { ...equal, ...Object.fromEntries(moments) } as FilterCondition;
}

/** A condition in plain words built by code, for the criteria of a selection. Values that are contact data stay out. */
export function filterWords(type: ResourceType, given: GivenFilter | undefined): string {
  const words = Object.entries(given ?? {}).map(([name, condition]) => `${name} ${conditionWords(type, name, condition)}`);
  return words.join(', ');
}

function conditionWords(type: ResourceType, name: string, condition: unknown): string {
  const attribute = findResource(type)?.attributes[name];
  if (attribute?.privacy === 'contact') return condition === null ? 'is missing' : 'as given';
  const text = typeof condition === 'string' ? condition : JSON.stringify(condition);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
