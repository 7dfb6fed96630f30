import type { Link } from '@nat/contracts';
import type { ToolResult } from './define-tool';
import { distinctLinks } from './links';
import { holdsSuspiciousText } from './suspicious-text';

/** What a read tells, before it is judged. */
export interface Answer {
  data: unknown;
  count?: number;
  /** Handle of the selection that was kept. */
  resultSet?: string;
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
      ...(resultSet !== undefined && { result_set: resultSet }),
      ...(truncated && { truncated }),
      ...(holdsSuspiciousText(data) && { untrusted: true as const }),
    },
    summary: `${truncated ? 'at least ' : ''}${summary}`,
    links: distinctLinks(links),
    ...(exportId !== undefined && { exportId }),
  };
}
