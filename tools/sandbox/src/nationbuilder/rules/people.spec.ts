import { apiForSpecs } from '../test-support/api';
import { newPerson, unique } from '../test-support/valid-records';

const api = apiForSpecs();

describe('a person', () => {
  it('has a full name, an address in its slot and times of what changed', async () => {
    // given
    const made = await api.made('signups', { prefix: 'Dr.', first_name: 'Ana', last_name: 'Li', email: 'ana@example.org' });
    expect(made.attributes).toMatchObject({ full_name: 'Dr. Ana Li', email: 'ana@example.org', email1: 'ana@example.org' });
    expect(made.attributes.note_updated_at).toBeNull();
    // when
    await api.control('POST', 'clock', { advance: 60_000 });
    await api.update('signups', made.id, { attributes: { note: 'Hello', support_level: 2, first_name: null } });
    // then
    const now = '2026-06-15T07:01:00-05:00';
    expect(await api.attributes('signups', made.id)).toMatchObject({
      full_name: 'Dr. Li',
      note_updated_at: now,
      support_level_changed_at: now,
      priority_level_changed_at: null,
      updated_at: now,
      created_at: made.attributes.created_at,
    });
  });

  it('shows as its address the one that is primary', async () => {
    const id = await newPerson(api, { email1: 'one@example.org', email2: 'two@example.org' });
    expect(await api.attributes('signups', id)).toMatchObject({ email: 'one@example.org' });
    await api.update('signups', id, { attributes: { primary_email_id: 2 } });
    expect(await api.attributes('signups', id)).toMatchObject({ email: 'two@example.org' });
    await api.update('signups', id, { attributes: { email: 'other@example.org' } });
    expect(await api.attributes('signups', id)).toMatchObject({ email1: 'one@example.org', email2: 'other@example.org' });
  });

  it.each([
    ['email', 'not-an-email'],
    ['email3', 'a@b'],
    ['support_level', 6],
    ['support_level', 0],
    ['sex', 'X'],
    ['signup_type', 2],
    ['signup_type', null],
    ['could_vote_status', 0],
    ['primary_email_id', 5],
    ['contact_status', 'unheard_of'],
    ['born_at', '1990-02-30'],
    ['last_contacted_at', 'yesterday'],
    ['donations_count', '3'],
    ['donations_count', 1.5],
    ['is_volunteer', 'true'],
    ['first_name', 7],
    ['recruiter_id', 110],
    ['recruiter_id', '999999999'],
  ])('refuses %s: %j', async (name, value) => {
    const { status, body } = await api.update('signups', '110', { attributes: { [name]: value } });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      {
        code: 'unprocessable_entity',
        status: '422',
        title: 'Validation Error',
        detail: expect.any(String) as string,
        source: { pointer: `/data/attributes/${name}` },
        meta: { attribute: name, message: expect.any(String) as string, code: expect.any(String) as string },
      },
    ]);
  });

  it('tells everything that is wrong at once', async () => {
    const { body } = await api.create('signups', { attributes: { email: 'no', is_volunteer: 1, last_name: 'Li' } });
    expect(body.errors?.map(error => error.meta.attribute)).toEqual(['email', 'is_volunteer']);
  });

  it('needs a name part, an address or a number', async () => {
    expect((await api.create('signups', { attributes: { employer: 'Acme', first_name: ' ' } })).status).toBe(422);
    for (const attributes of [{ mobile_number: '1' }, { last_name: 'Li' }]) {
      expect((await api.create('signups', { attributes })).status).toBe(201);
    }
  });

  it.each([[{ full_name: 'Ana' }], [{ created_at: '2026-01-01' }], [{ nope: 1 }], [{ home_address: { city: 'Austin' } }]])(
    'refuses %j, which is no attribute to write, as a bad request',
    async attributes => {
      const { status, body } = await api.update('signups', '110', { attributes });
      expect([status, body.code]).toEqual([400, 'bad_request']);
      expect(body.message).toContain(Object.keys(attributes)[0]);
    },
  );

  it('has addresses that are written in parts and read as extra fields', async () => {
    const id = await newPerson(api, { home_address_attributes: { address1: '1 Main St', city: 'Austin' } });
    const home = (): Promise<Record<string, unknown>> => api.attributes('signups', id, 'home_address,primary_address');
    expect((await home()).home_address).toMatchObject({ address1: '1 Main St', city: 'Austin', zip: null });
    // when a part is patched
    await api.update('signups', id, { attributes: { home_address_attributes: { zip: '78701' } } });
    expect((await home()).primary_address).toMatchObject({ address1: '1 Main St', zip: '78701' });
    expect(await api.attributes('signups', id)).not.toHaveProperty('home_address_attributes');
    // when it is taken away
    await api.update('signups', id, { attributes: { home_address_attributes: { delete: true } } });
    expect(await home()).toMatchObject({ home_address: null, primary_address: null });
    const wrong = await api.update('signups', id, { attributes: { home_address_attributes: { town: 'Austin' } } });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'bad_request']);
  });

  it('has custom values that are merged, each a field of the nation', async () => {
    const id = await newPerson(api, { custom_values: { shirt_size: 'M', can_host: true } });
    await api.update('signups', id, { attributes: { custom_values: { shirt_size: 'L', can_host: null } } });
    expect((await api.attributes('signups', id)).custom_values).toEqual({ shirt_size: 'L' });
    const unknown = await api.update('signups', id, { attributes: { custom_values: { hat_size: 'L' } } });
    expect([unknown.status, unknown.body.code]).toEqual([400, 'invalid_custom_field']);
    expect((await api.update('signups', id, { attributes: { custom_values: { can_host: 'yes' } } })).status).toBe(422);
    expect((await api.update('signups', id, { attributes: { custom_values: { shirt_size: 'XXL' } } })).status).toBe(422);
  });

  it('bears a note of a megabyte, control characters and all', async () => {
    const note = '\u0000\u202e<b>'.repeat(170_000);
    const id = await newPerson(api, { note });
    expect((await api.attributes('signups', id)).note).toBe(note);
  });
});

describe('a push', () => {
  const push = (attributes: object) => api.call('PATCH', 'signups/push', { data: { type: 'signups', attributes } });

  it('changes the person that a key finds, without regard to case, and else makes one', async () => {
    const id = await newPerson(api, { email: 'Push@Example.org', external_id: 'X-1' });
    const byEmail = await push({ email: 'push@example.ORG', employer: 'Acme' });
    expect([byEmail.status, byEmail.body.data?.id]).toEqual([200, id]);
    const byKey = await push({ external_id: 'x-1', occupation: 'Baker' });
    expect([byKey.status, byKey.body.data?.id]).toEqual([200, id]);
    expect(byKey.body.data?.attributes).toMatchObject({ employer: 'Acme', occupation: 'Baker' });
    const made = await push({ email: 'nobody.yet@example.org' });
    expect(made.status).toBe(201);
  });

  it('finds an address in any of the four slots', async () => {
    const id = await newPerson(api, { email1: 'a1@example.org', email3: 'a3@example.org' });
    const { status, body } = await push({ email: 'a3@example.org', first_name: 'Found' });
    expect([status, body.data?.id]).toEqual([200, id]);
  });
});

describe('a deleted person', () => {
  it('takes taggings, list places, journeys and contacts along and leaves gifts without a person', async () => {
    // given
    const signup_id = await newPerson(api);
    const tag = await api.made('signup_tags', { name: unique() });
    const tagging = await api.made('signup_taggings', { signup_id, tag_id: tag.id });
    const gift = await api.made('donations', { signup_id, amount_in_cents: 500, succeeded_at: '2026-06-01' });
    const path = (await api.list('paths'))[0]?.id;
    const journey = await api.made('path_journeys', { signup_id, path_id: path });
    const contact = await api.made('contacts', { signup_id, contact_method: 'meeting' });
    const list = await api.made('lists', { name: unique() });
    await api.call('PATCH', `lists/${list.id}/add_signups`, { data: { type: 'lists', id: list.id, signup_ids: [signup_id] } });
    await api.control('POST', 'clock', { advance: 2000 });
    expect(await api.attributes('lists', list.id)).toMatchObject({ signups_count: 1 });
    // when
    expect((await api.delete('signups', signup_id)).body).toEqual({ meta: {} });
    // then
    for (const [type, id] of [
      ['signups', signup_id],
      ['signup_taggings', tagging.id],
      ['path_journeys', journey.id],
      ['contacts', contact.id],
    ] as const) {
      expect({ type, status: (await api.call('GET', `${type}/${id}`)).status }).toEqual({ type, status: 404 });
    }
    expect(await api.list(`path_histories?filter[path_journey_id]=${journey.id}`)).toEqual([]);
    expect(await api.attributes('signup_tags', tag.id)).toMatchObject({ taggings_count: 0 });
    expect(await api.attributes('lists', list.id)).toMatchObject({ signups_count: 0 });
    expect(await api.attributes('donations', gift.id)).toMatchObject({ signup_id: null, amount_in_cents: 500 });
    expect((await api.delete('signups', signup_id)).status).toBe(404);
  });
});

describe('a control panel user', () => {
  it('cannot be deleted', async () => {
    const me = (await api.call('GET', 'signups/me')).body.data?.id ?? '';
    expect((await api.delete('signups', me)).status).toBe(422);
    expect((await api.call('GET', 'signups/me')).status).toBe(200);
  });
});

describe('a relationship, a profile and a voter', () => {
  it('join two people, and belong to one', async () => {
    const [one, two] = [await newPerson(api), await newPerson(api)];
    const pair = { first_signup_id: one, relationship_type: 'friend-friend' };
    expect((await api.create('relationships', { attributes: { ...pair, second_signup_id: one } })).status).toBe(422);
    expect((await api.create('relationships', { attributes: { ...pair, second_signup_id: two } })).status).toBe(201);
    for (const type of ['signup_profiles', 'voters']) {
      await api.made(type, { signup_id: one });
      expect((await api.create(type, { attributes: { signup_id: one } })).status).toBe(422);
    }
  });
});
