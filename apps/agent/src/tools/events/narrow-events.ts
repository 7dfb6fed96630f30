import type { ToolContext } from '../kit/define-tool';
import type { GivenFilter } from '../kit/filters';
import { ToolError } from '../kit/tool-error';

interface Asked {
  when: 'upcoming' | 'past' | 'all';
  name?: string;
  filter?: GivenFilter;
}

/** Pages one name may match. */
const matches = 200;
const nothing = '0';

/**
 * Conditions on events by time and by name. An event's name is on its page, which NationBuilder does not filter events by: the
 * pages are found first.
 */
export async function narrowEvents(
  { when, name, filter }: Asked,
  { nation, clock, signal }: Pick<ToolContext, 'nation' | 'clock' | 'signal'>,
): Promise<{ filter: GivenFilter; sort: string }> {
  const boundary = { upcoming: { gte: clock.iso() }, past: { lt: clock.iso() }, all: undefined }[when];
  if (boundary && filter?.start_at !== undefined)
    throw new ToolError('invalid_filter', 'Give either when or a condition on start_at, not both.');
  const pages = name
    ? await nation.listAll('pages', { filter: { name: { match: name } }, fields: { pages: ['name'] } }, signal, matches)
    : undefined;
  if (pages?.truncated)
    throw new ToolError('name_too_wide', `More than ${matches} pages have that in their name. Give more of it.`);
  const pageIds = pages?.records.map(({ id }) => id);
  return {
    filter: { ...(boundary && { start_at: boundary }), ...(pageIds && { page_id: pageIds.length > 0 ? pageIds : nothing }) },
    sort: when === 'upcoming' ? 'start_at' : '-start_at',
  };
}
