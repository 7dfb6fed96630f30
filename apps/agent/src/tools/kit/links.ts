import type { Link, NationSlug } from '@nat/contracts';
import type { NationOrigin, ResourceType } from '@nat/nationbuilder';
import { plainText } from './clean-text';
import { nounOf } from './nouns';
import { isRecordId } from './record-ids';

/** Builds show-me links from nation, type of record and id; no text of a record can be part of an address. */
export class Links {
  constructor(
    private readonly origin: NationOrigin,
    private readonly slug: NationSlug,
  ) {}

  /** The page of the control panel that shows the record. Undefined for an id that is not one. */
  to(type: ResourceType, id: string, label: unknown): Link | undefined {
    if (!isRecordId(id)) return undefined;
    const url = this.origin.nationUrl(this.slug, `/admin/${type}/${id}`).href;
    return { label: plainText(label) ?? `${nounOf(type)} ${id}`, url };
  }
}

/** Links without repeats, at most `limit`. */
export function distinctLinks(links: (Link | undefined)[], limit = 20): Link[] {
  const byUrl = new Map(links.flatMap(link => (link ? [[link.url, link] as const] : [])));
  return [...byUrl.values()].slice(0, limit);
}
