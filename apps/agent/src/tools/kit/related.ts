import { findOperation, type Relationship, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { isNamed, isNamedByPage } from './names';

/** A record beside the one that is told, which people know by its name. */
export interface Related {
  /** Type of the related record. */
  readonly type: ResourceType;
  /** Attribute that holds its id; absent where only a sideload tells it. */
  readonly key?: string;
  /** Under which its name stands in a row. */
  readonly label: string;
  /** Sideload that brings it; absent where its name takes another read. */
  readonly include?: string;
}

/** Keys that the API knows no relationship for. */
const loneKeys: Readonly<Record<string, ResourceType>> = {
  path_id: 'paths',
  path_step_id: 'path_steps',
  custom_list_id: 'lists',
  broadcaster_id: 'broadcasters',
  suggestion_box_id: 'suggestion_boxes',
};

/**
 * What stands beside a record and is told by name: the targets of those `fields` that are keys, and the person where a type
 * tells it by sideload only.
 */
export function relatedOf(type: ResourceType, fields: readonly string[], kind: 'list' | 'show'): Related[] {
  const { relationships, attributes } = resourceOf(type);
  const sideloads = sideloadsOf(type, kind);
  const byKey = fields.flatMap((key): Related[] => {
    const found = Object.entries(relationships).find(([, one]) => one.kind === 'one' && one.key === key);
    const target = (found?.[1].type ?? loneKeys[key]) as ResourceType | undefined;
    if (!target || attributes[key]?.kind !== 'id' || !known(target)) return [];
    // The name of its page is the record's own.
    if (target === 'pages' && isNamedByPage(type)) return [];
    const include = found && sideloads.has(found[0]) && !isNamedByPage(target) ? { include: found[0] } : {};
    return [{ type: target, key, label: labelFor(type, found?.[0] ?? key.slice(0, -'_id'.length)), ...include }];
  });
  const person = relationships.signup as Relationship | undefined;
  const keyless = person?.kind === 'one' && person.key === undefined && sideloads.has('signup');
  return keyless ? [{ type: 'signups', label: labelFor(type, 'signup'), include: 'signup' }, ...byKey] : byKey;
}

/** Sideloads that reading a list of the type, or one record, takes. */
export function sideloadsOf(type: ResourceType, kind: 'list' | 'show'): ReadonlySet<string> {
  return new Set(findOperation(type, kind)?.include);
}

const known = (type: string): type is ResourceType => type !== 'payment_types' && isNamed(type as ResourceType);

/** The person of a row is its `name`; of a gift, the donor. */
function labelFor(type: ResourceType, relationship: string): string {
  if (relationship === 'signup') return type === 'donations' ? 'donor' : 'name';
  return relationship.replace(/^(?:current|custom|donation)_/, '');
}
