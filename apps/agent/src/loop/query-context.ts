import type { NationSlug, PageContext, Role } from '@nat/contracts';
import type { ContentBlock } from '../model/model.port';
import { zonedIso } from '../tools/kit/zoned-time';

/** What varies from question to question and stands beside it, never in the cached prefix. */
export interface QueryContext {
  /** Epoch milliseconds. */
  now: number;
  /** IANA zone of the nation. */
  timeZone: string;
  nationSlug: NationSlug;
  role: Role;
  pageContext?: PageContext;
  /** Changes that go on, or went on, without the query they were asked for in. */
  underWay?: readonly { actionId: string; title: string; status: string }[];
}

/** The newest user message: the server's context block, then the person's own words. Stored as sent, so history stays stable. */
export function questionBlocks(context: QueryContext, text: string): ContentBlock[] {
  return [
    { type: 'text', text: contextText(context) },
    { type: 'text', text },
  ];
}

function contextText({ now, timeZone, nationSlug, role, pageContext, underWay = [] }: QueryContext): string {
  const lines = [
    `Current time: ${zonedIso(now, timeZone)} (${timeZone})`,
    `Nation: ${nationSlug}`,
    'Currency: USD',
    'Locale: en-US',
    `Role: ${role}`,
  ];
  if (pageContext) lines.push(`Page: ${pageText(pageContext)}`);
  for (const { actionId, title, status } of underWay) lines.push(`Change in the background: ${actionId}, ${title}, ${status}`);
  return lines.join('\n');
}

/** What "this" means, in one line. What stands on a page of the website is found by that page: its own id is not known. */
function pageText({ kind, recordId, parentId }: PageContext): string {
  if (kind === 'page' && recordId) return `page ${recordId} (what stands on it has page_id ${recordId})`;
  if (recordId) return `${kind} ${recordId}`;
  return parentId ? `${kind} with page_id ${parentId}` : kind;
}
