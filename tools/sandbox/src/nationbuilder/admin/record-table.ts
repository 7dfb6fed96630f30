import { resourceOf } from '@nat/nationbuilder';
import { type NationRecord, textOf } from '../engine/records';
import { type Html, html } from '../http/html';
import { empty } from './frame';
import { titleOf } from './titles';
import { isNumeric, isThere, labelOf, valueOf } from './values';
import { type View, address, isolated, pluralOf, singularOf } from './view';

const MOST_COLUMNS = 5;

/** Columns that say more than the first of the catalog would. `city` is that of the primary address. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  signups: ['email', 'city', 'is_volunteer', 'donations_amount_in_cents', 'last_contacted_at'],
  donations: ['status', 'succeeded_at', 'payment_type_name', 'donation_tracking_code_id', 'created_at'],
  pledges: ['amount_left_in_cents', 'donation_tracking_code_id', 'created_at'],
  memberships: ['status', 'started_at', 'expires_on'],
  events: ['start_at', 'venue_name', 'attending_count', 'capacity_count'],
  event_rsvps: ['attendee', 'canceled', 'guests_count', 'tickets_count', 'created_at'],
  path_journeys: ['journey_status', 'current_step_id', 'point_person_id', 'last_moved_at'],
  petition_signatures: ['comment', 'created_at'],
  contacts: ['contact_status', 'content', 'author_id', 'created_at'],
  survey_question_responses: ['survey_question_id', 'created_at'],
  lists: ['signups_count', 'description', 'author_id', 'created_at'],
  mailings: ['subject', 'published_at', 'send_at', 'broadcaster_id', 'custom_list_id'],
  voters: ['is_active_voter', 'is_absentee_voter', 'is_early_voter', 'is_dropped_from_file'],
  ballots: ['vote_method', 'cast_at', 'party'],
  imports: ['status', 'lines_count', 'rows_successful', 'rows_unsuccessful', 'finished_at'],
  signup_taggings: ['created_at'],
  relationships: ['relationship_type', 'title', 'created_at'],
  suggestions: ['suggestion_box_id', 'response_type_id', 'responded_at', 'created_at'],
};
/** What the title of a record says already, and what is too long for a cell. */
const UNFIT = new Set([
  'name',
  'title',
  'headline',
  'first_name',
  'last_name',
  'full_name',
  'amount',
  'content_head',
  'error_lines',
]);

/**
 * Records as rows: the title with a link, then what matters of the type. A column in which nothing stands is left out, and so is
 * the key `without`, whose record the page is about.
 */
export function recordTable(view: View, type: string, rows: readonly NationRecord[], without?: string): Html {
  if (rows.length === 0) return empty(`No ${pluralOf(type).toLowerCase()}.`);
  const columns = columnsOf(type).filter(name => name !== without && rows.some(row => isThere(cellValue(row, name))));
  const shown = columns.slice(0, MOST_COLUMNS);
  const alignment = (name: string): Html | undefined => (isNumeric(type, name) ? html` class="number"` : undefined);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${pluralOf(type)}">
    <table>
      <thead>
        <tr>
          <th scope="col">${singularOf(type)}</th>
          ${shown.map(name => html`<th scope="col" ${alignment(name)}>${labelOf(name)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          row =>
            html`<tr>
              <th scope="row"><a href="${address(view, type, row.id)}">${isolated(titleOf(view, type, row, without))}</a></th>
              ${shown.map(name => html`<td${alignment(name)}>${cell(view, type, row, name)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function columnsOf(type: string): readonly string[] {
  return COLUMNS[type] ?? resourceOf(type).defaultFields.filter(name => !UNFIT.has(name));
}

const cellValue = (row: NationRecord, name: string) => (name === 'city' ? cityOf(row) : row[name]);

function cell(view: View, type: string, row: NationRecord, name: string): Html {
  const city = name === 'city' && cityOf(row);
  return city ? isolated(city) : valueOf(view, type, row, name, true);
}

function cityOf(person: NationRecord): string {
  const { city, state } = (person.primary_address ?? {}) as Record<string, string | null | undefined>;
  return [city, state]
    .filter(Boolean)
    .map(part => textOf(part))
    .join(', ');
}
