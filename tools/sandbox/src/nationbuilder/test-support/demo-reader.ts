import { Users } from '../access/viewers';
import { ApiError } from '../engine/api-error';
import { read } from '../engine/read';
import { findRoute } from '../engine/routes';
import { seedDemoNation } from '../seed/demo-nation';
import { NOW, type Resource } from './sign-in';

/** The demo nation, read by the engine itself: no HTTP in between. */
export const { nation, marks } = seedDemoNation(1, Date.parse(NOW));
const users = new Users();

/** The document of a list, as the specs look at it. */
interface Document {
  data: Resource[];
  included?: Resource[];
  links: { self: string; prev: string | null; next: string | null; last?: string };
  meta: { stats?: { total: { count: number } } };
}

/** Reads `path?query` of the demo nation as a user. */
export function ask(address: string, user = 'ada', switches = { refuseIdFilter: false, pageEverything: false }): Document {
  const [path = '', query = ''] = address.split('?');
  const route = findRoute('GET', path);
  if (!route) throw new Error(`no operation for ${path}`);
  const request = {
    nation,
    viewer: users.viewer(nation, user),
    prefix: '/n/demo',
    path: `/n/demo/api/v2/${path}`,
    parameters: new URLSearchParams(query),
    switches,
    shift: 0,
  };
  return read(request, route) as unknown as Document;
}

/** The record that a `show` answers. */
export const one = (address: string, user?: string): Resource => ask(address, user).data as unknown as Resource;
/** How many match, whatever the page. */
export const countOf = (address: string, user?: string): number | undefined =>
  ask(`${address}${address.includes('?') ? '&' : '?'}stats[total]=count&page[size]=1`, user).meta.stats?.total.count;

/** What a query is refused with. */
export function refusal(address: string, user?: string): { status: number; code: string | null; message: string } {
  try {
    ask(address, user);
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, code: error.code, message: error.message };
    throw error;
  }
  throw new Error(`${address} was answered`);
}

/** Follows `next` until a page is empty, as a client must that does not trust it. */
export function walk(address: string): { ids: string[]; pages: number } {
  const ids: string[] = [];
  let next: string | null = address;
  let pages = 0;
  while (next !== null) {
    const document: Document = ask(next.replace('/n/demo/api/v2/', ''));
    ids.push(...document.data.map(row => row.id));
    next = document.links.next;
    pages += 1;
  }
  return { ids, pages };
}
