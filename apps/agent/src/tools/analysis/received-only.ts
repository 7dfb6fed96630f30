import type { ResourceType } from '@nat/nationbuilder';
import type { GivenFilter } from '../kit/filters';

/** Donations are the money received, those that succeeded, unless the filter names another status. */
export function receivedOnly(type: ResourceType, filter: GivenFilter = {}): GivenFilter {
  return type === 'donations' ? { status: 'succeeded', ...filter } : filter;
}
