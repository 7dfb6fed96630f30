import { apiForSpecs } from '../test-support/api';
import { minimalRecord, newPerson, unique } from '../test-support/valid-records';

const api = apiForSpecs();

const status = async (answer: Promise<{ status: number }>): Promise<number> => (await answer).status;

describe('Olu Organizer', () => {
  it('writes everything but money and pages, and deletes nothing', async () => {
    const person = await newPerson(api);
    expect(await status(api.create('signup_tags', { attributes: { name: unique() } }, 'olu'))).toBe(201);
    expect(await status(api.update('signups', person, { attributes: { employer: 'Acme' } }, 'olu'))).toBe(200);
    expect(await status(api.delete('signups', person, 'olu'))).toBe(401);
    const gift = { attributes: { signup_id: person, amount_in_cents: 100 } };
    expect(await status(api.create('donations', gift, 'olu'))).toBe(401);
    // An event needs a page, which is not hers to make.
    expect(await status(api.create('events', await minimalRecord(api, 'events'), 'olu'))).toBe(401);
  });

  it('deletes nothing in a relationship either', async () => {
    const person = await newPerson(api);
    const petition_id = (await api.list('petitions'))[0]?.id;
    const { id } = await api.made('petition_signatures', { petition_id, signup_id: person });
    const data = [{ type: 'petition_signatures', id, method: 'destroy' }];
    const answer = api.update('signups', person, { relationships: { petition_signatures: { data } } }, 'olu');
    expect(await status(answer)).toBe(401);
    expect(await status(api.call('GET', `petition_signatures/${id}`))).toBe(200);
  });
});

describe('Finn Finance', () => {
  it('reads all, and writes and deletes donations, pledges and memberships alone', async () => {
    const signup_id = await newPerson(api);
    const { id } = await api.made('donations', { signup_id, amount_in_cents: 100 }, {}, 'finn');
    expect(await status(api.update('donations', id, { attributes: { note: 'x' } }, 'finn'))).toBe(200);
    expect(await status(api.delete('donations', id, 'finn'))).toBe(200);
    expect(await status(api.create('pledges', { attributes: { signup_id, amount_in_cents: 100 } }, 'finn'))).toBe(201);
    expect(await status(api.update('signups', signup_id, { attributes: { note: 'x' } }, 'finn'))).toBe(401);
    expect(await status(api.create('contacts', { attributes: { signup_id, contact_method: 'meeting' } }, 'finn'))).toBe(401);
  });
});

describe('Vera Volunteer', () => {
  const hers = async (): Promise<string> => (await api.list('signups', 'vera'))[0]?.id ?? '';

  it('changes her 60 people and nobody else, and makes and deletes none', async () => {
    const [own, other] = [await hers(), '110'];
    expect(await status(api.update('signups', own, { attributes: { note: 'x' } }, 'vera'))).toBe(200);
    expect(await status(api.update('signups', other, { attributes: { note: 'x' } }, 'vera'))).toBe(404);
    expect(await status(api.delete('signups', own, 'vera'))).toBe(401);
    expect(await status(api.create('signups', { attributes: { last_name: 'Li' } }, 'vera'))).toBe(401);
    const push = { data: { type: 'signups', attributes: { last_name: 'Li' } } };
    expect(await status(api.call('PATCH', 'signups/push', push, 'vera'))).toBe(401);
  });

  it('logs contacts with her people, as herself', async () => {
    const me = (await api.call('GET', 'signups/me', undefined, 'vera')).body.data?.id;
    const attributes = { signup_id: await hers(), contact_method: 'phone_call' };
    const made = await api.made('contacts', attributes, {}, 'vera');
    expect(made.attributes.author_id).toBe(me);
    expect(await status(api.create('contacts', { attributes: { ...attributes, author_id: me } }, 'vera'))).toBe(201);
    expect(await status(api.create('contacts', { attributes: { ...attributes, author_id: '110' } }, 'vera'))).toBe(422);
    expect(await status(api.create('contacts', { attributes: { ...attributes, signup_id: '110' } }, 'vera'))).toBe(422);
    // A contact that one of her people made would not be hers to see.
    const { signup_id } = attributes;
    expect(await status(api.create('contacts', { attributes: { ...attributes, author_id: signup_id } }, 'vera'))).toBe(422);
    expect(await status(api.delete('contacts', made.id, 'vera'))).toBe(200);
    const foreign = await api.made('contacts', { ...attributes });
    expect(await status(api.delete('contacts', foreign.id, 'vera'))).toBe(404);
  });

  it('moves and ends the journeys of her people', async () => {
    const [journey] = await api.list('path_journeys?filter[journey_status]=active', 'vera');
    const id = journey?.id ?? '';
    expect(await status(api.update('path_journeys', id, { attributes: { description: 'Called.' } }, 'vera'))).toBe(200);
    expect(await status(api.call('PATCH', `path_journeys/${id}/complete`, undefined, 'vera'))).toBe(200);
    const [other] = (await api.list('path_journeys')).filter(
      one => one.attributes.point_person_id !== journey?.attributes.point_person_id,
    );
    expect(await status(api.call('PATCH', `path_journeys/${other?.id}/void`, undefined, 'vera'))).toBe(404);
  });

  it('sees neither lists nor who is on them, nor what becomes of bulk work', async () => {
    const [list] = await api.list('lists');
    expect(await status(api.call('GET', `lists/${list?.id}/signups`, undefined, 'vera'))).toBe(401);
    const data = { type: 'lists', id: list?.id, tag: unique() };
    const { body } = await api.call('PATCH', `lists/${list?.id}/tag`, { data });
    expect(await status(api.call('GET', `async_processes/${body.token}`, undefined, 'vera'))).toBe(401);
  });
});

describe('permissions', () => {
  it('change while the double runs', async () => {
    const tag = (): Promise<number> => status(api.create('signup_tags', { attributes: { name: unique() } }, 'rita'));
    expect(await tag()).toBe(401);
    await api.control('POST', 'users/rita', { may: ['create signup_tags'] });
    expect(await tag()).toBe(201);
    await api.control('POST', 'users/rita', { may: [] });
    expect(await tag()).toBe(401);
  });

  it('of one nation say nothing about another: a key of the one is unknown in the other', async () => {
    const other = api.of('other');
    const { id } = await api.made('signup_tags', { name: unique() });
    expect(await status(other.create('signup_taggings', { attributes: { signup_id: '150', tag_id: id } }))).toBe(422);
    const list = await api.made('lists', { name: unique() });
    const { body } = await api.call('PATCH', `lists/${list.id}/tag`, { data: { type: 'lists', id: list.id, tag: 'x' } });
    expect(await status(other.call('GET', `async_processes/${body.token}`))).toBe(404);
  });
});
