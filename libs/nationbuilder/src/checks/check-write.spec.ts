import { resourceOf, type ResourceType, resourceTypes } from '../catalog/catalog';
import { checkAttributes, checkRelated, checkWrite, missingOnCreate, writableNames } from './check-write';

const attributes = (type: ResourceType, values: object, mode: 'create' | 'update' = 'update'): string[] =>
  checkAttributes(type, values as Record<string, unknown>, mode).map(({ message }) => message);
const related = (type: ResourceType, writes: object): string[] =>
  checkRelated(type, writes as Record<string, unknown>).map(({ message }) => message);

it('accepts a write with all kinds of values', () => {
  const values = {
    first_name: 'Zoë',
    last_name: null,
    is_volunteer: true,
    support_level: 2,
    born_at: '1990-01-31',
    banned_at: '2026-06-01T09:00:00-05:00',
    recruiter_id: '7',
    contact_status: null,
    custom_values: { shirt: 'M' },
    home_address_attributes: { city: 'Austin', state: 'TX', zip: null },
    work_address_attributes: { delete: true },
    employer: undefined,
  };
  expect(checkAttributes('signups', values, 'create')).toEqual([]);
});

it.each<[ResourceType, object, string]>([
  ['donations', { amount: '$5' }, 'donations cannot be written at "amount" (it is read-only text; write amount_in_cents)'],
  ['donations', { created_at: '2026-01-01T00:00:00Z' }, 'donations cannot be written at "created_at" (read-only)'],
  ['donations', { amount_in_cent: 5 }, 'donations has no attribute "amount_in_cent" (nearest: amount_in_cents'],
  ['donations', { amount_in_cents: '5' }, 'amount_in_cents must be a whole number'],
  ['donations', { amount_in_cents: 5.5 }, 'amount_in_cents must be a whole number'],
  ['donations', { signup_id: 7 }, 'signup_id must be an id'],
  ['donations', { signup_id: '7/../8' }, 'signup_id must be an id'],
  ['donations', { succeeded_at: '2026-01-01' }, 'succeeded_at must be an instant with offset'],
  ['donations', { is_private: 'true' }, 'is_private must be true or false'],
  ['donations', { note: 5 }, 'note must be a text'],
  ['memberships', { status: 'lapsed' }, 'status must be one of active, canceled, expired, grace period, not "lapsed"'],
  ['memberships', { signup_id: null }, 'signup_id may not be cleared'],
  ['memberships', { expires_at: '2026-01-01' }, 'it is expires_on, a date'],
  ['path_journeys', { value_amount: 1200.5 }, 'value_amount must be a number as a text'],
  ['signups', { primary_email_id: 5 }, 'primary_email_id must be one of 1, 2, 3, 4'],
  ['signups', { home_address_attributes: { town: 'x' } }, 'home_address_attributes has no part "town"'],
  ['signups', { home_address_attributes: 'Austin' }, 'home_address_attributes must be an object'],
  ['signups', { __proto_: 1, constructor: 1 }, 'signups has no attribute "__proto_"'],
  ['events', { venue_address: {} }, 'written as venue_address_attributes'],
])('of %s, %j: %s', (type, values, message) => {
  expect(attributes(type, values)[0]).toContain(message);
});

it('refuses an update of nothing, unless a related record is linked', () => {
  expect(attributes('signups', {})).toEqual(['an update needs at least one attribute']);
  expect(attributes('signups', { first_name: undefined })).toHaveLength(1);
  expect(checkWrite('signups', { related: { recruiter: { id: '7' } } }, 'update')).toEqual([]);
});

it('accepts the writable attributes of every type and refuses the others', () => {
  for (const type of resourceTypes) {
    const resource = resourceOf(type);
    for (const name of Object.keys(resource.attributes)) {
      const readOnly = checkAttributes(type, { [name]: null }, 'create').some(({ message }) => message.includes('written at'));
      expect({ type, name, readOnly }).toEqual({ type, name, readOnly: !writableNames(resource).includes(name) });
    }
  }
});

describe('related records', () => {
  it('take the documented methods only', () => {
    expect(related('signups', { signup_tags: [{ create: { name: 'Host' } }, { id: '3', method: 'disassociate' }] })).toEqual([]);
    expect(related('signups', { signup_tags: [{ id: '3', method: 'destroy' }] })).toEqual([
      '"destroy" is not possible here (allowed: create, associate, disassociate)',
    ]);
    expect(related('signups', { author: { id: '3', method: 'update', attributes: { first_name: 'Ana' } } })).toEqual([]);
    expect(related('signups', { recruiter: { id: '3', attributes: { first_name: 'Ana' } } })).toEqual([
      'attributes of a related record change with the method update',
    ]);
  });

  it.each<[ResourceType, object, string]>([
    ['signups', { memberships: [] }, 'signups has no related record that can be written along: "memberships"'],
    ['signups', { tags: [] }, '(nearest: signup_tags)'],
    ['signups', { recruiter: [{ id: '1' }] }, 'recruiter is one record, not a list'],
    ['signups', { signup_tags: [{ create: { nam: 'x' } }] }, 'signup_tags has no attribute "nam"'],
    ['signups', { recruiter: null }, 'a related record is { create: { … } } or { id: "…" }'],
    ['signups', { recruiter: 'Ana' }, 'a related record is'],
    ['signups', { recruiter: { id: { a: 1 } } }, 'a related record is'],
    ['signups', { recruiter: {} }, 'a related record is'],
    ['signups', { signup_tags: [{ create: 'Host' }] }, 'a related record is'],
    ['signups', { author: { id: '3', method: 'update', attributes: 'x' } }, 'a related record is'],
  ])('of %s, %j: %s', (type, writes, message) => expect(related(type, writes)[0]).toContain(message));

  it('know which page an event is made with', () => {
    const page = { site_id: '1', name: 'Rally', status: 'unlisted' };
    expect(related('events', { page: { create: page } })).toEqual([]);
    expect(related('events', { page: { create: { ...page, page_type_name: 'Event' } } })).toEqual([]);
    expect(related('events', { page: { create: { ...page, page_type_name: 'Petition' } } })).toEqual([
      'page_type_name must be one of Basic, not "Petition"',
    ]);
    expect(related('events', { page: { create: { name: 'Rally' } } })).toEqual(['a new record of pages needs site_id']);
  });
});

describe('what a create needs', () => {
  it.each<[ResourceType, object, string]>([
    ['donations', { signup_id: '1' }, 'a new record of donations needs amount_in_cents'],
    ['signup_tags', { name: '' }, 'a new record of signup_tags needs name'],
    ['events', { start_at: '2026-06-01T09:00:00Z' }, 'a new record of events needs relationships.page'],
    ['signups', { employer: 'ACME' }, 'needs email, or first_name, or last_name'],
    ['event_rsvps', { event_id: '1', first_name: 'Ana' }, 'relationships.signup, or first_name with last_name with email'],
  ])('of %s, %j: %s', (type, values, message) => {
    const [problem] = missingOnCreate(type, { attributes: { ...values } });
    expect(problem!.message).toContain(message);
    expect(checkWrite(type, { attributes: { ...values } }, 'create')).toHaveLength(1);
  });

  it('may be a related record', () => {
    const write = { attributes: { event_id: '1' }, related: { signup: { id: '7' } } };
    expect(checkWrite('event_rsvps', write, 'create')).toEqual([]);
  });
});
