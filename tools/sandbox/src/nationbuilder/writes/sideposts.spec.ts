import { type ApiAnswer, apiForSpecs } from '../test-support/api';
import { newPerson, unique } from '../test-support/valid-records';

const api = apiForSpecs();
afterEach(() => api.control('POST', 'switches', { anySideposting: false }));

const link = (type: string, id: string, method?: string): object => ({ type, id, ...(method && { method }) });
const fresh = (type: string, tempId = 'new'): object => ({ type, 'temp-id': tempId, method: 'create' });
const person = (id: string, relationships: object, included?: object[]): Promise<ApiAnswer> =>
  api.update('signups', id, { relationships, ...(included && { included }) });
const tagsOf = async (id: string): Promise<string[]> =>
  (await api.list(`signup_tags?filter[signup_id]=${id}`)).map(tag => tag.id);

describe('sideposting', () => {
  it('creates a tag with the person, links another, unlinks both', async () => {
    const name = unique();
    const known = (await api.made('signup_tags', { name: unique() })).id;
    const made = await api.made(
      'signups',
      { last_name: unique() },
      {
        relationships: { signup_tags: { data: [fresh('signup_tags'), link('signup_tags', known)] } },
        included: [{ type: 'signup_tags', 'temp-id': 'new', attributes: { name } }],
      },
    );
    const tags = await tagsOf(made.id);
    expect(tags).toHaveLength(2);
    expect(tags).toContain(known);
    expect(await api.attributes('signup_tags', known)).toMatchObject({ taggings_count: 1 });
    await person(made.id, { signup_tags: { data: tags.map(id => link('signup_tags', id, 'disassociate')) } });
    expect(await tagsOf(made.id)).toEqual([]);
    expect(await api.attributes('signup_tags', known)).toMatchObject({ taggings_count: 0 });
  });

  it('links, changes and unlinks a person that another one names', async () => {
    const [id, author] = [await newPerson(api), await newPerson(api)];
    const authorOf = async (): Promise<unknown> => (await api.attributes('signups', id)).author_id;
    await person(id, { author: { data: link('signups', author) } });
    expect(await authorOf()).toBe(author);
    await person(id, { author: { data: link('signups', author, 'update') } }, [
      { type: 'signups', id: author, attributes: { employer: 'Acme' } },
    ]);
    expect((await api.attributes('signups', author)).employer).toBe('Acme');
    await person(id, { author: { data: link('signups', author, 'disassociate') } });
    expect(await authorOf()).toBeNull();
    expect((await person(id, { author: { data: link('signups', author, 'disassociate') } })).status).toBe(422);
  });

  it('creates a voter, and destroys a signature', async () => {
    const id = await newPerson(api);
    const voter = { voter: { data: fresh('voters') } };
    await person(id, voter, [{ type: 'voters', 'temp-id': 'new', attributes: { is_early_voter: true } }]);
    const shown = await api.call('GET', `signups/${id}?include=voter`);
    expect(shown.body.included?.[0]?.attributes).toMatchObject({ signup_id: id, is_early_voter: true });
    const petition = (await api.list('petitions'))[0]?.id;
    const signature = await api.made('petition_signatures', { petition_id: petition, signup_id: id });
    await person(id, { petition_signatures: { data: [link('petition_signatures', signature.id, 'destroy')] } });
    expect((await api.call('GET', `petition_signatures/${signature.id}`)).status).toBe(404);
  });

  it('writes all of it or nothing', async () => {
    const before = await api.control('GET', 'diff');
    const id = '110';
    const answer = await api.update('signups', id, {
      attributes: { employer: 'Nowhere' },
      relationships: { signup_tags: { data: [fresh('signup_tags', 'a'), fresh('signup_tags', 'b')] } },
      included: [
        { type: 'signup_tags', 'temp-id': 'a', attributes: { name: 'Half a write' } },
        { type: 'signup_tags', 'temp-id': 'b', attributes: { name: 'half a WRITE' } },
      ],
    });
    expect([answer.status, answer.body.errors?.[0]?.meta]).toEqual([
      422,
      {
        signup_tags: expect.objectContaining({ attribute: 'name', code: 'taken', 'temp-id': 'b', type: 'signup_tags' }) as object,
      },
    ]);
    expect(await api.control('GET', 'diff')).toEqual(before);
  });

  it.each([
    ['an unknown relationship', { friends: { data: [] } }, undefined],
    ['a to-many that is no array', { signup_tags: { data: fresh('signup_tags') } }, undefined],
    ['a to-one that is an array', { author: { data: [link('signups', '111')] } }, undefined],
    ['no data', { author: {} }, undefined],
    ['another type', { author: { data: link('lists', '81') } }, undefined],
    ['an unknown method', { author: { data: link('signups', '111', 'merge') } }, undefined],
    ['a method the vendor does not document there', { recruiter: { data: link('signups', '111', 'update') } }, undefined],
    ['a relationship the vendor does not document', { memberships: { data: [link('memberships', '701')] } }, undefined],
    ['a temp-id that nothing matches', { voter: { data: fresh('voters', 'x') } }, [{ type: 'voters', 'temp-id': 'y' }]],
    ['an included record that nothing refers to', {}, [{ type: 'voters', 'temp-id': 'y' }]],
    [
      'relationships within relationships',
      { voter: { data: fresh('voters') } },
      [{ type: 'voters', 'temp-id': 'new', relationships: {} }],
    ],
    [
      'an unknown attribute of an included record',
      { voter: { data: fresh('voters') } },
      [{ type: 'voters', 'temp-id': 'new', attributes: { x: 1 } }],
    ],
    ['an id with create', { voter: { data: { ...fresh('voters'), id: '1' } } }, [{ type: 'voters', 'temp-id': 'new' }]],
  ])('refuses %s', async (_, relationships, included) => {
    const { status, body } = await person('110', relationships, included);
    expect([status, body.code]).toEqual([400, 'bad_request']);
  });

  it('refuses a record that is not there', async () => {
    const { status, body } = await person('110', { author: { data: link('signups', '999999999') } });
    expect([status, body.errors?.[0]?.meta]).toEqual([
      422,
      {
        author: expect.objectContaining({ id: '999999999', message: expect.stringContaining('must exist') as string }) as object,
      },
    ]);
  });

  it('writes what the vendor does not document only by a switch', async () => {
    await api.control('POST', 'switches', { anySideposting: true });
    const id = await newPerson(api);
    const profile = { signup_profile: { data: fresh('signup_profiles') } };
    const included = [{ type: 'signup_profiles', 'temp-id': 'new', attributes: { bio: 'Hello' } }];
    expect((await person(id, profile, included)).status).toBe(200);
    const [made] = await api.list(`signup_profiles?filter[signup_id]=${id}`);
    expect(made?.attributes.bio).toBe('Hello');
    const gone = await person(id, { signup_profile: { data: link('signup_profiles', made?.id ?? '', 'destroy') } });
    expect(gone.status).toBe(200);
    expect(await api.list(`signup_profiles?filter[signup_id]=${id}`)).toEqual([]);
  });
});
