import type { ResourceType } from '../catalog/catalog';
import { largestPage } from '../checks/check-read';
import { Included, type ResourceRecord } from '../http/json-api';
import { IdSet } from './id-set';

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
type ReadPage<T extends ResourceType> = (request: PageRequest) => Promise<RecordPage<T>>;

/** Pages read at once when the number of matches is known. */
const pagesAtOnce = 4;
/** Times a list is read when rows went missing under way. */
const passes = 2;

/**
 * Reads to the end, holding four pages at most and the ids of what was read. `links.next` is no sign of more (it is there on
 * every page with rows), a short page is the sign of the end; so is the first page once more, from a list that does not page.
 *
 * Lists change while they are read. Rows that were added may repeat others: repeated ids are dropped. Rows that were deleted
 * move others up to pages that were read before: when fewer rows came than were counted the list is read once more, for those
 * that were missed. When they are still fewer, the last page says that records were left out.
 */
export async function* readPages<T extends ResourceType>(
  read: ReadPage<T>,
  { cap = Number.POSITIVE_INFINITY }: PagesOptions,
): AsyncGenerator<RecordPage<T>> {
  const seen = new IdSet();
  for (let pass = 1; ; pass++) {
    const state: Pass = { seen, cap, rows: 0, cut: false };
    yield* readOnce(read, state);
    const whole = state.total === undefined || (pass === 1 ? seen.size : state.rows) >= state.total;
    if (whole || state.cut || seen.size >= cap) return;
    if (pass === passes) return yield { records: [], included: new Included(), total: state.total, truncated: true };
  }
}

interface Pass {
  readonly seen: IdSet;
  readonly cap: number;
  /** Rows that came, repeated ones too. */
  rows: number;
  /** Id of its first record. */
  first?: string;
  /** Number of all matches at its beginning. */
  total?: number;
  /** True when the cap ended it. */
  cut: boolean;
}

async function* readOnce<T extends ResourceType>(read: ReadPage<T>, pass: Pass): AsyncGenerator<RecordPage<T>> {
  const { seen, cap } = pass;
  const lastPage = Math.ceil(cap / largestPage);
  let ended = false;
  for (let next = 1; !ended && next <= lastPage;) {
    const numbers = nextPages(next, lastPage, pass.total);
    const pages = await Promise.all(numbers.map(number => read({ page: { size: largestPage, number }, count: number === 1 })));
    pass.total ??= pages[0]!.total;
    next = numbers.at(-1)! + 1;
    for (const [index, page] of pages.entries()) {
      pass.first ??= page.records[0]?.id;
      const again = numbers[index]! > 1 && page.records[0]?.id === pass.first;
      pass.rows += again ? 0 : page.records.length;
      ended ||= again || page.records.length !== largestPage;
      const room = Math.max(0, cap - seen.size);
      const fresh = page.records.filter(({ id }) => seen.add(id));
      const last = index === pages.length - 1;
      const capped = last && !ended && next > lastPage && (pass.total === undefined || pass.total > seen.size);
      pass.cut ||= capped || fresh.length > room;
      yield { ...page, records: fresh.slice(0, room), truncated: last && pass.cut };
    }
  }
}

/** Numbers of the pages to ask for together: up to four, and never beyond what was counted. */
function nextPages(next: number, lastPage: number, total: number | undefined): number[] {
  const expected = total === undefined ? next : Math.ceil(total / largestPage);
  const until = next === 1 ? 1 : Math.min(lastPage, next + pagesAtOnce - 1, Math.max(next, expected));
  return Array.from({ length: until - next + 1 }, (_, index) => next + index);
}
