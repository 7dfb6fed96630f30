import type { Records } from './nation-records';

const place = (city: string | null, state: string | null) => ({ city, state, address1: '1 Main St', zip: '78701' });

/** A nation small enough to count by hand; what each spec needs more of, it adds. */
export const smallNation = (): Records & Required<Pick<Records, 'signups' | 'donations'>> => ({
  signups: [
    {
      id: '7',
      full_name: 'Ana Ruiz',
      email: 'ana@example.org',
      phone_number: '512 555 0100',
      religion: 'x-religion',
      born_at: '1980-01-01',
      is_volunteer: true,
      is_donor: true,
      do_not_contact: false,
      donations_amount_in_cents: 4500,
      created_at: '2026-01-02T00:00:00Z',
      primary_address: place('Austin', 'TX'),
      custom_values: { shirt_size: 'L' },
    },
    {
      id: '8',
      full_name: 'Bo Lee',
      is_volunteer: true,
      created_at: '2026-02-03T00:00:00Z',
      primary_address: place('AUSTIN', 'tx'),
    },
    { id: '9', first_name: 'Mei', last_name: 'Lin', created_at: '2026-05-01T03:00:00Z', primary_address: place('Waco', 'TX') },
    { id: '10', email: 'ANA@example.org', created_at: '2026-05-01T08:00:00Z', primary_address: null },
  ],
  donations: [
    gift('1', '7', 20_000, '2026-10-05T00:00:00-05:00'),
    gift('2', '9', 15_000, '2026-10-31T23:30:00-05:00'),
    gift('3', '7', 25_000, '2026-11-01T00:30:00-05:00'),
    gift('4', null, 5_000, '2026-09-15T00:00:00-05:00'),
    { ...gift('5', '8', 99_000, null), status: 'failed' },
  ],
  signup_tags: [
    { id: '1', name: 'Volunteer', taggings_count: 2 },
    { id: '2', name: 'volunteers', taggings_count: 0 },
  ],
  signup_taggings: [
    { id: '1', signup_id: '7', tag_id: '1', created_at: '2026-01-01T00:00:00Z' },
    { id: '2', signup_id: '9', tag_id: '1', created_at: '2026-01-02T00:00:00Z' },
  ],
  pages: [
    { id: '70', name: 'Spring Rally', status: 'published' },
    { id: '71', name: 'Clean Water', status: 'hidden' },
  ],
  events: [
    { id: '3', page_id: '70', start_at: '2026-03-01T18:00:00Z', venue_name: 'City Hall' },
    { id: '4', page_id: '71', start_at: '2026-12-01T18:00:00Z' },
  ],
  event_rsvps: [
    { id: '1', event_id: '3', signup: '7', attendee: true, canceled: false, guests_count: 2, created_at: '2026-02-01T00:00:00Z' },
    { id: '2', event_id: '3', signup: '8', attendee: false, canceled: true, guests_count: 0, created_at: '2026-02-02T00:00:00Z' },
    {
      id: '3',
      event_id: '4',
      first_name: 'Walk',
      last_name: 'In',
      attendee: true,
      canceled: false,
      created_at: '2026-02-03T00:00:00Z',
    },
  ],
  lists: [{ id: '5', name: 'Friends', signups_count: 4, created_at: '2026-01-01T00:00:00Z' }],
  custom_fields: [{ id: '1', slug: 'shirt_size', name: 'T-shirt size', resource_type: 'Signup', field_type: 'multiple_choice' }],
  memberships: [],
});

function gift(id: string, signup: string | null, cents: number, at: string | null) {
  return {
    id,
    signup_id: signup,
    amount_in_cents: cents,
    status: 'succeeded',
    succeeded_at: at,
    created_at: at ?? '2026-11-02T00:00:00Z',
  };
}
