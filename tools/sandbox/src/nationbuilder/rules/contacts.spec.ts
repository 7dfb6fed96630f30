import { apiForSpecs } from '../test-support/api';
import { newPerson } from '../test-support/valid-records';

const api = apiForSpecs();

describe('a contact', () => {
  it('shows on its person as the last one, until there is none', async () => {
    const signup_id = await newPerson(api);
    const first = await api.made('contacts', { signup_id, contact_method: 'phone_call', contact_status: 'no_answer' });
    await api.control('POST', 'clock', { advance: 1000 });
    const second = await api.made('contacts', { signup_id, contact_method: 'meeting', contact_status: 'answered' });
    const person = (): Promise<Record<string, unknown>> => api.attributes('signups', signup_id);
    expect(await person()).toMatchObject({
      last_contacted_at: second.attributes.created_at,
      last_contacted_by_id: second.attributes.author_id,
      contact_status: 'answered',
    });
    await api.delete('contacts', second.id);
    expect(await person()).toMatchObject({ last_contacted_at: first.attributes.created_at, contact_status: 'no_answer' });
    await api.delete('contacts', first.id);
    expect(await person()).toMatchObject({ last_contacted_at: null, last_contacted_by_id: null, contact_status: null });
  });
});
