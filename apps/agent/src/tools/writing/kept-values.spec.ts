import {
  findOperation,
  Included,
  type OneRecord,
  readableNames,
  type RecordWrite,
  resourceOf,
  type ResourceType,
  resourceTypes,
} from '@nat/nationbuilder';
import { askedBack, keptOf } from './kept-values';

const written = (attributes: object, related?: object) =>
  ({ attributes, ...(related && { related }) }) as RecordWrite<ResourceType>;

/** An answer of NationBuilder to a create. */
function answered(type: string, attributes: object, page?: object): OneRecord {
  const included = new Included();
  if (page) included.add([{ type: 'pages', id: '7', attributes: page }] as never);
  const relationships = page && { page: { data: { type: 'pages', id: '7' } } };
  return { record: { type, id: '1', attributes, relationships }, included } as never;
}

it('keeps what was written as NationBuilder spells it', () => {
  const write = written({
    phone_number: '(512) 555-0101',
    employer: 'Acme',
    home_address_attributes: { city: 'austin', state: 'Texas' },
    custom_values: { shirt_size: 'L' },
  });
  const answer = answered('signups', {
    phone_number: '5125550101',
    employer: 'Acme',
    occupation: 'Baker',
    home_address: { city: 'Austin', state: 'TX', zip: '78701' },
    custom_values: { shirt_size: 'L', can_host: true },
  });
  expect(keptOf('signups', write, answer)).toEqual({
    phone_number: '5125550101',
    employer: 'Acme',
    home_address_attributes: { city: 'Austin', state: 'TX' },
    custom_values: { shirt_size: 'L' },
  });
});

it('keeps nothing of what the answer does not tell, or not yet', () => {
  const write = written({ employer: 'Acme', note: 'Hi', support_level: null, custom_values: { shirt_size: 'L' } });
  const answer = answered('signups', { employer: null, support_level: null, custom_values: {} });
  expect(keptOf('signups', write, answer)).toEqual({ support_level: null });
  expect(keptOf('signups', write, answered('signups', {}))).toBeUndefined();
});

it('keeps nothing of a person in a record about them, which changes with the person', () => {
  const write = written({ event_id: '301', email: 'a@example.org', guests_count: 2 });
  expect(askedBack('event_rsvps', write)).toEqual({ fields: { event_rsvps: ['event_id', 'guests_count'] } });
  const answer = answered('event_rsvps', { event_id: '301', email: 'a@example.org', guests_count: 2 });
  expect(keptOf('event_rsvps', write, answer)).toEqual({ event_id: '301', guests_count: 2 });
});

it('asks for the page that is made along, and keeps what was written there', () => {
  const page = { create: { name: 'Summer picnic', slug: 'Summer Picnic', page_type_name: 'Event' } };
  const write = written({ start_at: '2026-07-04T15:00:00Z' }, { page });
  expect(askedBack('events', write)).toEqual({
    fields: { events: ['start_at'], pages: ['name', 'slug', 'page_type_name'] },
    include: ['page'],
  });
  const attributes = { name: 'Summer picnic', slug: 'summer_picnic', page_type_name: 'Event', headline: 'Hello' };
  expect(keptOf('events', write, answered('events', { start_at: '2026-07-04T15:00:00Z' }, attributes))).toEqual({
    start_at: '2026-07-04T15:00:00Z',
    name: 'Summer picnic',
    slug: 'summer_picnic',
    page_type_name: 'Event',
  });
});

it('keeps where a journey stands, also where that was not given', () => {
  const write = written({ signup_id: '110', path_id: '31' });
  const answer = answered('path_journeys', { signup_id: '110', path_id: '31', current_step_id: '111', journey_status: 'active' });
  expect(keptOf('path_journeys', write, answer)).toEqual(answer.record.attributes);
});

it.each(resourceTypes.filter(type => findOperation(type, 'create')))(
  'asks only for what the answer of making %s can tell',
  type => {
    const { attributes, extraFields } = resourceOf(type);
    const everything = Object.fromEntries(Object.keys(attributes).map(name => [name, 'x']));
    const page = { create: { name: 'x', status: 'x' } };
    const asked = askedBack(type, written(everything, { page })) as {
      fields: Record<string, string[]>;
      extraFields?: Record<string, string[]>;
      include?: string[];
    };
    const operation = findOperation(type, 'create')!;
    expect(operation.fields).toBe(true);
    expect(readableNames(resourceOf(type))).toEqual(expect.arrayContaining(asked.fields[type]!));
    expect(Object.keys(operation.extraFields ? extraFields : {})).toEqual(
      expect.arrayContaining(asked.extraFields?.[type] ?? []),
    );
    expect(operation.include).toEqual(expect.arrayContaining(asked.include ?? []));
  },
);
