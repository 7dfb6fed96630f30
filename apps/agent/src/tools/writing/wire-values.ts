import {
  type Attribute,
  checkWrite,
  type FieldProblem,
  type RecordWrite,
  resourceOf,
  type ResourceType,
  type WriteMode,
} from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import type { ToolContext } from '../kit/define-tool';
import { ToolError } from '../kit/tool-error';
import { fittedCustomValues } from './custom-values';
import { idOf } from './find-by-name';
import { apiTimeZone } from './time-zones';
import { instantIn } from '../kit/zoned-time';

type Values = Readonly<Record<string, unknown>>;

/** Flags that make NationBuilder send mail. No tool writes them, whatever it is told. */
const mailFlags = new Set(['trigger_autoresponses', 'send_donor_receipt', 'notify_followers']);
/** States of a page that cannot be taken back, or that only NationBuilder gives. */
const neverStatus = new Set<unknown>(['deleted', 'expired', 'rule_violated']);
/** Types whose amounts are money given or promised: never nothing, and never less. */
const amounts: ReadonlySet<ResourceType> = new Set(['donations', 'pledges']);

/**
 * Attributes as the API takes them, out of what a call gives: names become ids, days and wall times become instants of the
 * nation's zone, IANA zones become the API's, custom fields go by slug.
 *
 * @throws ToolError for a name that is none or several.
 */
export async function wireValues(type: ResourceType, given: Values, context: ToolContext): Promise<Record<string, unknown>> {
  const { attributes } = resourceOf(type);
  const wire: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    wire[name] = attribute && value !== null ? await wireValue(type, name, attribute, value, given, context) : value;
  }
  return wire;
}

async function wireValue(
  type: ResourceType,
  name: string,
  { kind, choices }: Attribute,
  value: unknown,
  given: Values,
  context: ToolContext,
): Promise<unknown> {
  if (name === 'custom_values' && typeof value === 'object') return fittedCustomValues(type, value as Values, context);
  if (kind === 'decimal' && typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value;
  if (name === 'time_zone') return apiTimeZone(value);
  if (kind === 'time') return instantIn(value, context.timeZone);
  if (kind === 'choice') return choices?.find(choice => loose(choice) === loose(value)) ?? value;
  if (kind === 'id') return relatedId(type, name, value, given, context);
  return value;
}

const loose = (text: unknown): string =>
  String(text)
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();

/** A step is looked for on the path that is given with it. */
async function relatedId(type: ResourceType, name: string, value: string, given: Values, context: ToolContext): Promise<string> {
  const [, relationship] =
    Object.entries(resourceOf(type).relationships).find(([, one]) => one.kind === 'one' && one.key === name) ?? [];
  if (!relationship) return value;
  const target = relationship.type as ResourceType;
  const path = given.path_id;
  if (target !== 'path_steps' || typeof path !== 'string') return idOf(target, value, context);
  return idOf(target, value, context, { path_id: await idOf('paths', path, context) });
}

/**
 * Refuses what the catalog does not allow, and what no tool may write: mail flags, amounts of nothing, page states that cannot be taken back.
 *
 * @throws ToolError `invalid_input` with everything that is wrong.
 */
export function refuseMisfits(type: ResourceType, write: RecordWrite<ResourceType>, mode: WriteMode): void {
  const all: Values[] = [write.attributes ?? {}, ...writtenAlong(write)];
  const forbidden = all.flatMap(values => Object.entries(values)).flatMap(([name, value]) => notOffered(type, name, value) ?? []);
  const problems = [...forbidden, ...checkWrite(type, write, mode)];
  if (problems.length === 0) return;
  const fields = problems.slice(0, 10).map(({ attribute, pointer, message }) => ({ path: attribute ?? pointer ?? '', message }));
  throw new ToolError('invalid_input', fields.map(({ message }) => message).join('; '), fields);
}

function writtenAlong({ related }: RecordWrite<ResourceType>): Values[] {
  const writes = Object.values(related ?? {}).flat() as ({ create?: Values; attributes?: Values } | null)[];
  return writes.map(write => write?.create ?? write?.attributes ?? {});
}

function notOffered(type: ResourceType, name: string, value: unknown): FieldProblem | undefined {
  if (mailFlags.has(name))
    return { attribute: name, message: `${name} would make NationBuilder send mail and cannot be set here` };
  if (name === 'amount_in_cents' && amounts.has(type) && typeof value === 'number' && value < 1)
    return { attribute: name, message: 'amount_in_cents must be at least 1: $25.00 is 2500' };
  // A membership may expire; a page may not.
  if (name === 'status' && type !== 'memberships' && neverStatus.has(value))
    return { attribute: name, message: `the status ${plainText(value) ?? ''} cannot be set here; archived or hidden can` };
  return undefined;
}
