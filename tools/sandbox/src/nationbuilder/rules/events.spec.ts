import { apiForSpecs } from '../test-support/api';
import type { Resource } from '../test-support/sign-in';
import { minimalRecord, newPerson, sidepostedPage, unique } from '../test-support/valid-records';

const api = apiForSpecs();

async function newEvent(attributes: object = {}): Promise<Resource> {
  const written = await minimalRecord(api, 'events');
  return api.made('events', { ...written.attributes, ...attributes }, written);
}
const mails = async (): Promise<{ reason: string; to: string | null }[]> =>
  ((await api.control('GET', 'outbox')) as { outbox: { reason: string; to: string | null }[] }).outbox;

describe('an event', () => {
  it('is a page: they come together, and go together', async () => {
    const event = await newEvent({ venue_address_attributes: { city: 'Waco' } });
    const page = String(event.attributes.page_id);
    expect(await api.attributes('pages', page)).toMatchObject({ page_type_name: 'Event', status: 'unlisted' });
    expect((await api.attributes('events', event.id, 'venue_address')).venue_address).toMatchObject({ city: 'Waco' });
    await api.delete('events', event.id);
    expect((await api.call('GET', `pages/${page}`)).status).toBe(404);
    const other = await newEvent();
    await api.delete('pages', String(other.attributes.page_id));
    expect((await api.call('GET', `events/${other.id}`)).status).toBe(404);
  });

  it('needs a page of its type, whose errors stand under the relationship', async () => {
    const { attributes } = await minimalRecord(api, 'events');
    const without = await api.create('events', { attributes: attributes ?? {} });
    expect(without.body.errors?.map(error => error.meta.attribute)).toEqual(['page']);
    const wrong = await api.create('events', { attributes: attributes ?? {}, ...(await sidepostedPage(api, 'Petition')) });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors?.[0]).toMatchObject({
      source: { pointer: '/data/relationships/page' },
      meta: { page: { attribute: 'page_type_name', code: 'inclusion', type: 'pages', 'temp-id': 'new' } },
    });
  });

  it('takes none of the names that clients think of', async () => {
    for (const name of ['name', 'status', 'start_time', 'capacity', 'venue_address', 'intro']) {
      expect((await api.update('events', '301', { attributes: { [name]: 'x' } })).body.message).toContain(`"${name}"`);
    }
  });

  it('has ticket levels that go with it', async () => {
    const event = await newEvent();
    const level = await api.made('event_ticket_levels', {
      event_id: event.id,
      name: 'Standard',
      number: 1,
      limit: 10,
      amount_in_cents: 500,
    });
    expect((await api.update('event_ticket_levels', level.id, { attributes: { limit: null } })).status).toBe(422);
    await api.delete('events', event.id);
    expect((await api.call('GET', `event_ticket_levels/${level.id}`)).status).toBe(404);
  });
});

describe('a reply to an event', () => {
  const reply = (event_id: string, attributes: object = {}) =>
    api.made('event_rsvps', {
      event_id,
      first_name: 'Gus',
      last_name: 'Guest',
      email: `${unique().replace(' ', '')}@example.org`,
      ...attributes,
    });
  const personOf = async (id: string): Promise<Resource | undefined> =>
    (await api.call('GET', `event_rsvps/${id}?include=signup`)).body.included?.[0];

  it('finds its person by address, else makes one, and does not rename them', async () => {
    const event = await newEvent();
    const known = await newPerson(api, { email: 'known@example.org' });
    const found = await reply(event.id, { email: 'KNOWN@example.org' });
    expect((await personOf(found.id))?.id).toBe(known);
    const made = await reply(event.id, { phone_number: '512-555-0100', home_address_attributes: { city: 'Waco' } });
    const person = await personOf(made.id);
    expect(person?.attributes).toMatchObject({ full_name: 'Gus Guest', phone_number: '512-555-0100' });
    expect((await api.attributes('signups', person?.id ?? '', 'home_address')).home_address).toMatchObject({ city: 'Waco' });
    await api.update('event_rsvps', made.id, { attributes: { first_name: 'Augustus' } });
    expect((await personOf(made.id))?.attributes.first_name).toBe('Gus');
    expect(made.attributes).toMatchObject({ page_id: event.attributes.page_id, attendee: false, canceled: false });
    expect(made.attributes).not.toHaveProperty('signup_id');
  });

  it('takes a sideposted person instead', async () => {
    const event = await newEvent();
    const id = await newPerson(api, { email: 'side@example.org' });
    const relationships = { signup: { data: { type: 'signups', id } } };
    const { body } = await api.create('event_rsvps', { attributes: { event_id: event.id }, relationships });
    expect(body.data?.attributes).toMatchObject({ email: 'side@example.org' });
    const nobody = await api.create('event_rsvps', { attributes: { event_id: event.id, first_name: 'Only' } });
    expect(nobody.status).toBe(422);
    expect((await api.create('event_rsvps', { attributes: { event_id: event.id, signup_id: id } })).status).toBe(400);
  });

  it('counts among those who come until it is canceled, moved or deleted', async () => {
    const [here, there] = [await newEvent(), await newEvent()];
    const replies = [await reply(here.id), await reply(here.id), await reply(here.id)];
    const coming = async (): Promise<unknown[]> =>
      Promise.all([here, there].map(async event => (await api.attributes('events', event.id)).attending_count));
    expect(await coming()).toEqual([3, 0]);
    await api.update('event_rsvps', replies[0]?.id ?? '', { attributes: { canceled: true } });
    await api.update('event_rsvps', replies[1]?.id ?? '', { attributes: { event_id: there.id } });
    expect(await coming()).toEqual([1, 1]);
    await api.delete('event_rsvps', replies[2]?.id ?? '');
    expect(await coming()).toEqual([0, 1]);
  });

  it('is answered by mail unless the event is told not to', async () => {
    const [loud, quiet] = [await newEvent(), await newEvent({ sends_auto_response: false })];
    await reply(loud.id, { email: 'loud@example.org' });
    await reply(quiet.id, { email: 'quiet@example.org' });
    const sent = (await mails()).filter(mail => /loud|quiet/.test(mail.to ?? ''));
    expect(sent).toEqual([expect.objectContaining({ reason: 'event autoresponse', to: 'loud@example.org' })]);
  });
});

describe('a page', () => {
  const basic = async (attributes: object) => ({ ...(await minimalRecord(api, 'pages')).attributes, ...attributes });

  it('gets a slug from its name, and may not take one that its site has', async () => {
    const name = `Hello, ${unique()}!`;
    const [first, second] = [await api.made('pages', await basic({ name })), await api.made('pages', await basic({ name }))];
    const slug = String(first.attributes.slug);
    expect(slug).toMatch(/^hello_made_\d+$/);
    expect(second.attributes).toMatchObject({ slug: `${slug}_2`, url_path: `/${slug}_2`, title: name, published_at: null });
    expect((await api.create('pages', { attributes: await basic({ slug }) })).status).toBe(422);
    const other = await api.create('pages', { attributes: await basic({ slug, site_id: '2' }) });
    expect(other.status).toBe(201);
  });

  it('is only created Basic, is published once, and stands below its parent', async () => {
    expect((await api.create('pages', { attributes: await basic({ page_type_name: 'Event' }) })).status).toBe(422);
    const parent = await api.made('pages', await basic({ permission_level: 'members' }));
    const page = await api.made('pages', await basic({ parent_id: parent.id }));
    expect(page.attributes).toMatchObject({
      parent_slug: parent.attributes.slug,
      ancestors_permission_level: 'members',
      effective_permission_level: 'members',
    });
    await api.update('pages', page.id, { attributes: { status: 'published' } });
    expect((await api.attributes('pages', page.id)).published_at).not.toBeNull();
    expect((await api.update('pages', parent.id, { attributes: { parent_id: page.id } })).status).toBe(422);
    expect((await api.update('pages', page.id, { attributes: { status: 'draft' } })).status).toBe(422);
  });
});

describe('a petition', () => {
  it('is answered together with its page, and its signatures know the page', async () => {
    const written = await minimalRecord(api, 'petitions');
    const { body } = await api.create('petitions', written);
    const page = body.data?.attributes.page_id;
    expect(body.included).toEqual([expect.objectContaining({ type: 'pages', id: page })]);
    expect(body.data?.relationships.page?.data).toEqual({ type: 'pages', id: page });
    const petition_id = body.data?.id;
    const quiet = await api.made('petition_signatures', {
      petition_id,
      signup_id: await newPerson(api, { email: 's1@example.org' }),
    });
    expect(quiet.attributes).toMatchObject({ page_id: page });
    const signup_id = await newPerson(api, { email: 's2@example.org' });
    await api.made('petition_signatures', { petition_id, signup_id, trigger_autoresponses: true });
    expect((await mails()).filter(mail => mail.reason === 'petition autoresponse').map(mail => mail.to)).toEqual([
      's2@example.org',
    ]);
    await api.delete('petitions', petition_id ?? '');
    expect((await api.call('GET', `petition_signatures/${quiet.id}`)).status).toBe(404);
  });
});
