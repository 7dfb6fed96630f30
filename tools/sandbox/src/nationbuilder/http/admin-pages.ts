import { type Nation, type NationRecord, textOf } from '../engine/records';
import { type Html, html, page } from './html';
import type { Reply } from './messages';

const PEOPLE_SHOWN = 100;
const SHOWN_ATTRIBUTES = [
  'email',
  'phone_number',
  'mobile_number',
  'submitted_address',
  'employer',
  'occupation',
  'is_volunteer',
  'support_level',
  'do_not_contact',
  'donations_count',
  'donations_amount_in_cents',
  'last_contacted_at',
  'note',
  'created_at',
];

const nameOf = (person: NationRecord): string => textOf(person.full_name ?? person.email ?? `Person ${person.id}`);

/** The control panel in little, so that a link to a person lands somewhere: `/admin` and `/admin/signups/{id}`. */
export function adminPage(nation: Nation, prefix: string, path: string, search: string): Reply {
  const id = /^\/admin\/signups\/(\d+)$/.exec(path)?.[1];
  if (id !== undefined) return personPage(nation, prefix, id);
  return path === '/admin' || path === '/admin/signups' ? peoplePage(nation, prefix, search) : nothing();
}

const nothing = (): Reply => page('Not found', html`<p>There is no such page.</p>`, 404);

function peoplePage(nation: Nation, prefix: string, search: string): Reply {
  const wanted = search.trim().toLowerCase();
  const matches = nation
    .table('signups')
    .rows.filter(person => `${nameOf(person)} ${textOf(person.email ?? '')}`.toLowerCase().includes(wanted));
  const rows = matches.slice(0, PEOPLE_SHOWN).map(
    person =>
      html`<tr>
        <td><a href="${prefix}/admin/signups/${person.id}">${nameOf(person)}</a></td>
        <td>${person.email ?? ''}</td>
      </tr> `,
  );
  return page(
    `People of ${nation.name}`,
    html`<form role="search">
        <label>Name or email <input type="search" name="q" value="${search}" /></label> <button>Search</button>
      </form>
      <p>${matches.length} people${matches.length > PEOPLE_SHOWN ? `, the first ${PEOPLE_SHOWN} shown` : ''}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Email</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
  );
}

function personPage(nation: Nation, prefix: string, id: string): Reply {
  const person = nation.table('signups').find(id);
  if (!person) return nothing();
  const tags = nation
    .table('signup_taggings')
    .where('signup_id', id)
    .map(tagging => textOf(nation.table('signup_tags').find(textOf(tagging.tag_id))?.name ?? ''));
  const gifts = nation.table('donations').where('signup_id', id);
  return page(
    nameOf(person),
    html`<p><a href="${prefix}/admin">All people</a></p>
      <table>
        <tbody>
          ${SHOWN_ATTRIBUTES.filter(name => (person[name] ?? null) !== null).map(name => row(name.replaceAll('_', ' '), person[name]))}
          ${row('address', addressLine(person))} ${row('tags', tags.join(', '))}
          ${row('gifts', gifts.map(gift => `${textOf(gift.amount)} ${textOf(gift.status)}`).join(', '))}
        </tbody>
      </table>`,
  );
}

const row = (name: string, value: unknown): Html =>
  html`<tr>
    <th scope="row">${name}</th>
    <td>${value}</td>
  </tr> `;

function addressLine(person: NationRecord): string {
  const address = person.primary_address as Record<string, string | null> | undefined;
  return address ? [address.address1, address.city, address.state, address.zip].filter(Boolean).join(', ') : '';
}
