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
}

/** The newest user message: the server's context block, then the person's own words. Stored as sent, so history stays stable. */
export function questionBlocks(context: QueryContext, text: string): ContentBlock[] {
  return [
    { type: 'text', text: contextText(context) },
    { type: 'text', text },
  ];
}

function contextText({ now, timeZone, nationSlug, role, pageContext }: QueryContext): string {
  const lines = [
    `Current time: ${zonedIso(now, timeZone)} (${timeZone})`,
    `Nation: ${nationSlug}`,
    'Currency: USD',
    'Locale: en-US',
    `Role: ${role}`,
  ];
  if (pageContext) lines.push(`Page: ${[pageContext.kind, pageContext.recordId].filter(Boolean).join(' ')}`);
  if (pageContext?.parentId) lines.push(`Page parent: ${pageContext.parentId}`);
  return lines.join('\n');
}
