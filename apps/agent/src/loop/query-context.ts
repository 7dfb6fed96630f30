import type { NationSlug, PageContext, Role } from '@nat/contracts';
import type { ContentBlock } from '../model/model.port';

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

const formats = new Map<string, Intl.DateTimeFormat>();

/** RFC 3339 with the offset of the zone at that instant, to the second. */
export function zonedIso(instant: number, timeZone: string): string {
  const format = formats.get(timeZone) ?? zoneFormat(timeZone);
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const wall = Date.UTC(+parts.year!, +parts.month! - 1, +parts.day!, +parts.hour!, +parts.minute!, +parts.second!);
  const minutes = Math.round((wall - Math.floor(instant / 1000) * 1000) / 60_000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`;
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}${offset}`;
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}
