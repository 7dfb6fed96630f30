import type { Link, NationSlug } from '@nat/contracts';
import type { NationOrigin } from '@nat/nationbuilder';
import { plainText } from './clean-text';

/** Pages of the control panel an answer may point at. Nothing else becomes a link (agent.md section 4). */
const routes = {
  signup: id => `/admin/signups/${id}`,
  list: id => `/admin/lists/${id}`,
  event: id => `/admin/events/${id}`,
  donation: id => `/admin/donations/${id}`,
} satisfies Record<string, (id: string) => string>;

export type LinkedRecord = keyof typeof routes;

/** Builds show-me links from nation, kind of record and id; no text of a record can be part of an address. */
export class Links {
  constructor(
    private readonly origin: NationOrigin,
    private readonly slug: NationSlug,
  ) {}

  /** Undefined for an id that is not one. */
  to(record: LinkedRecord, id: string, label: unknown): Link | undefined {
    if (!/^\d{1,20}$/.test(id)) return undefined;
    const url = this.origin.nationUrl(this.slug, routes[record](id)).href;
    return { label: plainText(label) ?? `${record} ${id}`, url };
  }
}

/** Links without repeats, at most `limit`. */
export function distinctLinks(links: (Link | undefined)[], limit = 20): Link[] {
  const byUrl = new Map(links.flatMap(link => (link ? [[link.url, link] as const] : [])));
  return [...byUrl.values()].slice(0, limit);
}
