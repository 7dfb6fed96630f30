import type { ResourceType } from '../catalog/catalog';
import type { Included, ResourceRecord } from '../http/json-api';

/** One page of a list. */
export interface RecordPage<T extends ResourceType = ResourceType> {
  records: ResourceRecord<T>[];
  included: Included;
  /** Number of all matches, when it was asked for. */
  total?: number;
  /** True on the last page when records were left out. */
  truncated: boolean;
}

export interface PagesOptions {
  signal?: AbortSignal;
  /** Records to read at most; no bound unless told. */
  cap?: number;
}

interface PageRequest {
  page: { size: number; number: number };
  count: boolean;
}

/** Page size for reading to the end: the API's largest. */
const pageSize = 100;
/** Pages read at once when the number of matches is known. */
const pagesAtOnce = 4;

/**
 * Reads to the end. Rows that were added while paging shift the pages, so repeated ids are dropped; `links.next` is no sign
 * of more (it is there on every page with rows), a short page is the sign of the end. Holds the ids of what was read and at
 * most four pages.
 */
export async function* readPages<T extends ResourceType>(
  read: (request: PageRequest) => Promise<RecordPage<T>>,
  { cap = Number.POSITIVE_INFINITY }: PagesOptions,
): AsyncGenerator<RecordPage<T>> {
  const seen = new Set<string>();
  const lastPage = Math.ceil(cap / pageSize);
  let total: number | undefined;
  let ended = false;
  for (let next = 1; !ended && next <= lastPage;) {
    const expected = total === undefined ? next : Math.ceil(total / pageSize);
    const until = next === 1 ? 1 : Math.min(lastPage, next + pagesAtOnce - 1, Math.max(next, expected));
    const numbers = Array.from({ length: until - next + 1 }, (_, index) => next + index);
    const pages = await Promise.all(numbers.map(number => read({ page: { size: pageSize, number }, count: number === 1 })));
    total ??= pages[0]!.total;
    next = until + 1;
    for (const [index, page] of pages.entries()) {
      ended ||= page.records.length < pageSize;
      const fresh = page.records.filter(({ id }) => !seen.has(id) && seen.add(id));
      const room = cap - (seen.size - fresh.length);
      const last = ended || next > lastPage;
      const cut = fresh.length > room || (last && !ended && (total === undefined || total > seen.size));
      yield { ...page, records: fresh.slice(0, room), truncated: index === pages.length - 1 && cut };
    }
  }
}
