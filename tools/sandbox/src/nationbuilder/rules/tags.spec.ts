import { apiForSpecs } from '../test-support/api';
import { newPerson, unique } from '../test-support/valid-records';

const api = apiForSpecs();

describe('a tag', () => {
  it('has a name that no other has, whatever the case', async () => {
    const name = unique();
    const { id } = await api.made('signup_tags', { name });
    const again = await api.create('signup_tags', { attributes: { name: name.toUpperCase() } });
    expect(again.body.errors?.[0]?.meta).toMatchObject({ attribute: 'name', code: 'taken' });
    expect((await api.update('signup_tags', id, { attributes: { name: name.toUpperCase() } })).status).toBe(200);
    expect((await api.update('signup_tags', id, { attributes: { name: '' } })).status).toBe(422);
  });

  it('counts its taggings, is put on a person once, and goes from everyone', async () => {
    const { id: tag_id } = await api.made('signup_tags', { name: unique() });
    const people = [await newPerson(api), await newPerson(api)];
    for (const signup_id of people) await api.made('signup_taggings', { signup_id, tag_id });
    const again = await api.create('signup_taggings', { attributes: { signup_id: people[0], tag_id } });
    expect(again.status).toBe(422);
    expect(await api.attributes('signup_tags', tag_id)).toMatchObject({ taggings_count: 2 });
    const [tagging] = await api.list(`signup_taggings?filter[tag_id]=${tag_id}`);
    await api.delete('signup_taggings', tagging?.id ?? '');
    expect(await api.attributes('signup_tags', tag_id)).toMatchObject({ taggings_count: 1 });
    await api.delete('signup_tags', tag_id);
    expect(await api.list(`signup_taggings?filter[tag_id]=${tag_id}`)).toEqual([]);
    expect(await api.list(`signup_tags?filter[signup_id]=${people[1]}`)).toEqual([]);
  });

  it('is not named by a mistaken key', async () => {
    const attributes = { signup_id: '110', signup_tag_id: '61' };
    expect((await api.create('signup_taggings', { attributes })).body.message).toContain('"signup_tag_id"');
  });
});
