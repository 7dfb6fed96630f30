import { resourceOf } from '@nat/nationbuilder';
import type { NationRecord } from '../engine/records';
import { keysInto, servedType } from '../engine/served-types';
import { type Html, html } from '../http/html';
import type { Reply } from '../http/messages';
import { framed, section } from './frame';
import { recordTable } from './record-table';
import { SPECIAL } from './special/special';
import { titleOf } from './titles';
import { isThere, labelOf, valueOf } from './values';
import { type View, address, pluralOf, singularOf } from './view';

const RELATED_SHOWN = 8;

/** One record: what is special about its type, everything it says, and the records that name it. */
export function recordPage(view: View, type: string, record: NationRecord): Reply {
  const title = titleOf(view, type, record);
  const { sections = () => [], covers = [] } = SPECIAL[type] ?? {};
  return framed(view, {
    title,
    crumbs: [[pluralOf(type), address(view, type)], [title]],
    lead: `${singularOf(type)} ${record.id}`,
    content: [...sections(view, record), factsOf(view, type, record), ...relatedTo(view, type, record.id, covers)],
  });
}

/** All that the record says, what the API answers by default first. Keys that the API hides are here too. */
function factsOf(view: View, type: string, record: NationRecord): Html {
  const { readable, relationships } = servedType(type);
  const { defaultFields, extraFields } = resourceOf(type);
  const hidden = [...relationships.values()].flatMap(one => (one.kind === 'one' && !one.isShown ? [one.key] : []));
  const names = new Set([...hidden, ...defaultFields, ...readable.map(({ name }) => name), ...Object.keys(extraFields)]);
  // The formatted amount says what the cents beside it say.
  const facts = [...names].filter(name => isThere(record[name]) && !(`${name}_in_cents` in record));
  return section(
    'Details',
    html`<dl class="facts">
      ${facts.map(
        name =>
          html`<dt>${labelOf(name)}</dt>
            <dd>${valueOf(view, type, record, name)}</dd>`,
      )}
    </dl>`,
  );
}

/** A section for every key of another record that names this one. `covers`: types that the page shows in its own way. */
function relatedTo(view: View, type: string, id: string, covers: readonly string[]): Html[] {
  return keysInto(type).flatMap(({ type: other, key }) => {
    const rows = covers.includes(other) ? [] : view.nation.table(other).where(key, id);
    if (rows.length === 0) return [];
    const all = html`<p>
      <a href="${address(view, other, undefined, { [key]: id })}">See all ${rows.length.toLocaleString('en-US')}</a>
    </p>`;
    const table = recordTable(view, other, rows.slice(0, RELATED_SHOWN), key);
    return [section(headingOf(type, other, key), [table, rows.length > RELATED_SHOWN && all], rows.length)];
  });
}

/** `Donations`, or `Contacts: author` where the key says more than that the record belongs there. */
function headingOf(type: string, other: string, key: string): string {
  const { singular } = resourceOf(type);
  const isOwn = key === `${singular}_id` || key === `${singular.replace(/^(signup|donation|survey)_/, '')}_id`;
  return isOwn ? pluralOf(other) : `${pluralOf(other)}: ${labelOf(key).toLowerCase()}`;
}
