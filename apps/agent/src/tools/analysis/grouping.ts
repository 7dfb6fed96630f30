import { type Included, nearestNames, policyOf, resourceOf, type ResourceRecord, type ResourceType } from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import { folded, personIdOf, placeOf } from '../kit/person';
import { relatedOf } from '../kit/related';
import { ToolError } from '../kit/tool-error';
import { type PeriodUnit, periodOf, periodUnits, zonedIso } from '../kit/zoned-time';

/** How records are put into groups. */
export interface Grouping {
  /** Attribute that has to be read; absent where a place or a sideload tells. */
  readonly attribute?: string;
  readonly needsPlace?: boolean;
  readonly needsPerson?: boolean;
  /** Type whose records the keys are ids of: they are named by code. */
  readonly namedBy?: ResourceType;
  /** True for periods, which stand in their own order. */
  readonly isPeriod?: boolean;
  keyOf(record: ResourceRecord, included: Included): string | null;
}

/** Everything in one group. */
const noGrouping: Grouping = { keyOf: () => null };

/**
 * `attribute`, `attribute:month` and the like, and of people `city` and `state`. Throws a {@link ToolError} `invalid_group_by`
 * for what is none, and for attributes whose values are never told: a group would tell them.
 */
export function groupingOf(type: ResourceType, groupBy: string | undefined, timeZone: string): Grouping {
  if (groupBy === undefined) return noGrouping;
  const [name = '', unit] = groupBy.split(':');
  if (type === 'signups' && (name === 'city' || name === 'state') && unit === undefined) return byPlace(name);
  const resource = resourceOf(type);
  const keyless = relatedOf(type, [], 'list').some(({ key, label }) => key === undefined && label === 'name');
  if (name === 'signup_id' && keyless && unit === undefined)
    return { needsPerson: true, namedBy: 'signups', keyOf: (record, included) => personIdOf(record, included) ?? null };
  const attribute = Object.hasOwn(resource.attributes, name) ? resource.attributes[name] : undefined;
  if (!attribute || attribute.access === 'w') throw unknownGroup(type, name, Object.keys(resource.attributes));
  if (policyOf(name, attribute) !== 'plain')
    throw new ToolError('invalid_group_by', `${name} is never shown, and groups would show it. It can be counted by a filter.`);
  if (unit !== undefined) return byPeriod(name, attribute.kind, unit, timeZone);
  const namedBy = relatedOf(type, [name], 'list').find(({ key }) => key === name)?.type;
  return { attribute: name, namedBy, keyOf: ({ attributes }) => keyText((attributes as Record<string, unknown>)[name]) };
}

function byPeriod(name: string, kind: string, unit: string, timeZone: string): Grouping {
  if (!periodUnits.includes(unit as PeriodUnit))
    throw new ToolError(
      'invalid_group_by',
      `A period is one of ${periodUnits.join(', ')}, not ${JSON.stringify(unit.slice(0, 40))}.`,
    );
  if (kind !== 'time' && kind !== 'date')
    throw new ToolError('invalid_group_by', `${name} is no time: it cannot be grouped by ${unit}.`);
  return {
    attribute: name,
    isPeriod: true,
    keyOf({ attributes }) {
      const value = (attributes as Record<string, unknown>)[name];
      const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(instant)) return null;
      const date = kind === 'date' ? (value as string).slice(0, 10) : zonedIso(instant, timeZone).slice(0, 10);
      return periodOf(date, unit as PeriodUnit);
    },
  };
}

/** Places that differ in case only are one place, told as it was first written. */
function byPlace(part: 'city' | 'state'): Grouping {
  const spellings = new Map<string, string>();
  return {
    needsPlace: true,
    keyOf(record) {
      const place = placeOf(record)[part];
      if (place === undefined) return null;
      const known = spellings.get(folded(place));
      if (known === undefined) spellings.set(folded(place), place);
      return known ?? place;
    },
  };
}

function keyText(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return plainText(value) ?? null;
}

function unknownGroup(type: ResourceType, name: string, names: readonly string[]): ToolError {
  const near = nearestNames(name, [...names, ...(type === 'signups' ? ['city', 'state'] : [])]);
  const right = near.length > 0 ? ` Nearest: ${near.join(', ')}.` : '';
  return new ToolError('invalid_group_by', `${type} has no attribute ${JSON.stringify(name.slice(0, 60))} to group by.${right}`);
}
