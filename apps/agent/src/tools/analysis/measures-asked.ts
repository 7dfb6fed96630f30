import { nearestNames, policyOf, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { ToolError } from '../kit/tool-error';
import type { Measure, MeasureName } from './measures';

/** Measures under their names; where a function stands twice, each is named with its attribute. */
export function measuresOf(type: ResourceType, asked: readonly { fn: MeasureName; of?: string }[]): Measure[] {
  return asked.map(({ fn, of }) => {
    const several = asked.filter(other => other.fn === fn).length > 1 && of !== undefined;
    return { key: several ? `${fn}_${of}` : fn, fn, of, kind: kindFor(type, fn, of) };
  });
}

const numbers = ['integer', 'decimal'];
const ordered = [...numbers, 'time', 'date'];

/** Kind of what is measured. Throws a {@link ToolError} `invalid_measure` where it cannot be, or would tell what is never told. */
function kindFor(type: ResourceType, fn: MeasureName, of: string | undefined): Measure['kind'] {
  const { attributes, relationships } = resourceOf(type);
  if (of === undefined) {
    if (fn === 'count') return 'integer';
    throw new ToolError('invalid_measure', `${fn} needs an attribute in of.`);
  }
  if (of === 'signup_id' && relationships.signup) return 'id';
  const attribute = Object.hasOwn(attributes, of) ? attributes[of] : undefined;
  if (!attribute || attribute.access === 'w') {
    const near = nearestNames(of, Object.keys(attributes));
    const right = near.length > 0 ? ` Nearest: ${near.join(', ')}.` : '';
    throw new ToolError('invalid_measure', `${type} has no attribute ${JSON.stringify(of.slice(0, 60))}.${right}`);
  }
  if (fn === 'count' || fn === 'count_distinct') return attribute.kind;
  if (policyOf(of, attribute) !== 'plain')
    throw new ToolError('invalid_measure', `${of} is never shown: it can be counted, but its values cannot be worked with.`);
  const fits = fn === 'sum' || fn === 'avg' ? numbers : ordered;
  if (!fits.includes(attribute.kind))
    throw new ToolError('invalid_measure', `${of} is no ${fits.join(' or ')}: ${fn} does not apply.`);
  return attribute.kind;
}
