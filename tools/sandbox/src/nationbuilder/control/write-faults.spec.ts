import { apiForSpecs } from '../test-support/api';
import { newPerson, unique } from '../test-support/valid-records';

const api = apiForSpecs();
beforeAll(() => api.token('ada'));
afterEach(() => api.control('DELETE', 'faults'));

const fault = (effect: string, more: object = {}) => api.control('POST', 'faults', { effect, ...more });
const tagsNamed = async (name: string): Promise<number> => (await api.list(`signup_tags?filter[name]=${name}`)).length;

describe('a fault in a write', () => {
  it('loses the answer of what was done', async () => {
    const name = unique();
    await fault('lost', { match: { operationId: 'createSignupTag' } });
    await expect(api.create('signup_tags', { attributes: { name } })).rejects.toThrow();
    expect(await tagsNamed(name)).toBe(1);
  });

  it('breaks the connection before anything is done, or within the answer', async () => {
    const [before, within] = [unique(), unique()];
    await fault('reset');
    await expect(api.create('signup_tags', { attributes: { name: before } })).rejects.toThrow();
    await fault('reset', { bytes: 20 });
    await expect(api.create('signup_tags', { attributes: { name: within } })).rejects.toThrow();
    expect([await tagsNamed(before), await tagsNamed(within)]).toEqual([0, 1]);
  });

  it('does the write twice, and tells only of the first', async () => {
    const signup_id = await newPerson(api);
    await fault('twice');
    const gift = await api.made('donations', { signup_id, amount_in_cents: 100 });
    const gifts = await api.list(`donations?filter[signup_id]=${signup_id}`);
    expect([gifts.length, gifts[0]?.id]).toEqual([2, gift.id]);
    // What cannot be done twice is done once.
    const name = unique();
    await fault('twice');
    await api.made('signup_tags', { name });
    expect(await tagsNamed(name)).toBe(1);
  });

  it.each([
    ['status', { status: 503 }, 503],
    ['expireToken', {}, 401],
    ['losePermission', {}, 401],
    ['rateLimit', {}, 429],
  ])('%s leaves everything as it was', async (effect, more, status) => {
    const name = unique();
    await fault(effect, more);
    expect((await api.create('signup_tags', { attributes: { name } })).status).toBe(status);
    expect(await tagsNamed(name)).toBe(0);
  });
});
