import { type NationRecord, listPlaces, textOf } from '../engine/records';
import { servedType, targetOfKey } from '../engine/served-types';
import { type Html, html } from '../http/html';
import type { Reply } from '../http/messages';
import { type Crumb, framed, section } from './frame';
import { recordTable } from './record-table';
import { nameOf, titleOf } from './titles';
import { labelOf } from './values';
import { type View, address, countOf, pluralOf } from './view';

const PAGE_SIZE = 50;

/** The records of a type, 50 to a page; `q` finds words in them, and a key of the type (`signup_id=110`) narrows them down. */
export function listPage(view: View, type: string, parameters: URLSearchParams): Reply {
  const search = (parameters.get('q') ?? '').trim();
  const narrowing = narrowingOf(type, parameters);
  const rows = narrowed(view, type, narrowing).filter(row => matches(view, type, row, search.toLowerCase()));
  const last = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
  const page = Math.min(Math.max(1, Math.trunc(Number(parameters.get('page') ?? 1)) || 1), last);
  const shown = rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const kept = { ...(narrowing && { [narrowing.key]: narrowing.id }), ...(search !== '' && { q: search }) };
  return framed(view, {
    title: pluralOf(type),
    crumbs: crumbsOf(view, type, narrowing),
    lead: leadOf(view, type, rows.length, narrowing, search),
    content: [
      searchForm(view, type, search, narrowing),
      section('Results', [recordTable(view, type, shown, narrowing?.key), pager(view, type, kept, page, last)], rows.length),
    ],
  });
}

interface Narrowing {
  readonly key: string;
  readonly id: string;
  /** Type of the record that the key names. */
  readonly target: string;
}

/** Keys of people that stand in tables between: who is on a list, and who has a tag. */
const PEOPLE_KEYS: ReadonlyMap<string, string> = new Map([
  ['list_id', 'lists'],
  ['tag_id', 'signup_tags'],
]);

function narrowingOf(type: string, parameters: URLSearchParams): Narrowing | undefined {
  for (const [key, id] of parameters) {
    const target = targetOfKey(type, key) ?? (type === 'signups' ? PEOPLE_KEYS.get(key) : undefined);
    if (target !== undefined) return { key, id, target };
  }
  return undefined;
}

function narrowed({ nation }: View, type: string, narrowing: Narrowing | undefined): readonly NationRecord[] {
  const table = nation.table(type);
  if (!narrowing) return table.rows;
  const { key, id } = narrowing;
  if (type !== 'signups' || !PEOPLE_KEYS.has(key)) return table.where(key, id);
  const between = nation.table(key === 'list_id' ? listPlaces : 'signup_taggings').where(key, id);
  return between.flatMap(({ signup_id }) => table.find(textOf(signup_id)) ?? []);
}

/** Looks where a person would: in the title, the id, and every short text of the record. */
function matches(view: View, type: string, row: NationRecord, search: string): boolean {
  if (search === '') return true;
  if (row.id === search || titleOf(view, type, row).toLowerCase().includes(search)) return true;
  const { attributes } = servedType(type);
  // Of a record's own values only: a person has few of the hundred and more that there could be.
  return Object.entries(row).some(([name, value]) => {
    const kind = attributes.get(name)?.kind;
    return typeof value === 'string' && (kind === 'text' || kind === 'choice') && value.toLowerCase().includes(search);
  });
}

function crumbsOf(view: View, type: string, narrowing: Narrowing | undefined): Crumb[] {
  if (!narrowing) return [[pluralOf(type)]];
  const { target, id } = narrowing;
  return [
    [pluralOf(target), address(view, target)],
    [nameOf(view, target, id) ?? id, address(view, target, id)],
    [pluralOf(type)],
  ];
}

function leadOf(view: View, type: string, count: number, narrowing: Narrowing | undefined, search: string): string {
  const where = narrowing
    ? ` with ${labelOf(narrowing.key).toLowerCase()} ${nameOf(view, narrowing.target, narrowing.id) ?? narrowing.id}`
    : '';
  return `${countOf(count, type)}${where}${search === '' ? '' : ` found for “${search}”`}.`;
}

function searchForm(view: View, type: string, search: string, narrowing: Narrowing | undefined): Html {
  return html`<form class="search" role="search" action="${address(view, type)}">
    ${narrowing && html`<input type="hidden" name="${narrowing.key}" value="${narrowing.id}" />`}
    <input
      type="search"
      name="q"
      value="${search}"
      aria-label="Search ${pluralOf(type).toLowerCase()}"
      placeholder="Search here"
    />
    <button class="plain">Search</button>
    ${search !== '' && html`<a href="${address(view, type, undefined, narrowing ? { [narrowing.key]: narrowing.id } : {})}">Show all</a>`}
  </form>`;
}

function pager(view: View, type: string, kept: Record<string, string>, page: number, last: number): Html | undefined {
  if (last === 1) return undefined;
  const link = (number: number, label: string, rel: string): Html =>
    html`<li><a rel="${rel}" href="${address(view, type, undefined, { ...kept, page: String(number) })}">${label}</a></li>`;
  return html`<nav class="pages" aria-label="Pages">
    <ul>
      ${page > 1 && link(page - 1, 'Previous', 'prev')}
      <li aria-current="page">Page ${page} of ${last}</li>
      ${page < last && link(page + 1, 'Next', 'next')}
    </ul>
  </nav>`;
}
