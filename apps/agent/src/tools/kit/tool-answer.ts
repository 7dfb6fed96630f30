import type { Link } from '@nat/contracts';
import type { ResultSet } from '../results/result-sets';
import type { ToolResult } from './define-tool';
import { distinctLinks } from './links';
import { suspectIn } from './suspicious-text';

/** What a read tells, before it is judged. */
export interface Answer {
  data: unknown;
  count?: number;
  /** The selection that was kept. */
  resultSet?: ResultSet;
  truncated?: boolean;
  /** Plain words for people, such as `312 people`. */
  summary: string;
  links?: (Link | undefined)[];
  exportId?: string;
}

/** The result of a read. Texts that seem to be meant for an assistant are reported, wherever in the data they stand. */
export function answer({ data, count, resultSet, truncated, summary, links = [], exportId }: Answer): ToolResult {
  return {
    forModel: {
      data,
      ...(count !== undefined && { count }),
      ...(resultSet && { result_set: resultSet.id }),
      ...(resultSet && count !== undefined && resultSet.ids.length < count && { kept: resultSet.ids.length }),
      ...(truncated && { truncated }),
      ...(suspectIn(data) && { untrusted: true as const }),
    },
    summary: `${truncated ? 'at least ' : ''}${summary}`,
    links: distinctLinks(links),
    ...(exportId !== undefined && { exportId }),
  };
}
