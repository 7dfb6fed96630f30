import { apiForSpecs } from '../test-support/api';
import { newPerson, unique } from '../test-support/valid-records';

const api = apiForSpecs();

const give = (signup_id: string, attributes: object) =>
  api.made('donations', { signup_id, amount_in_cents: 1000, ...attributes });
const mailTo = async (signupId: string): Promise<unknown[]> => {
  const { outbox } = (await api.control('GET', 'outbox')) as { outbox: { signupId: string; reason: string; to: string }[] };
  return outbox.filter(mail => mail.signupId === signupId).map(mail => mail.reason);
};

describe('a donation', () => {
  it.each([
    [{ succeeded_at: '2026-06-01' }, 'succeeded'],
    [{ pending_at: '2026-06-01' }, 'pending'],
    [{ succeeded_at: '2026-06-01', canceled_at: '2026-06-02' }, 'canceled'],
    [{ pending_at: '2026-06-01', failed_at: '2026-06-02' }, 'failed'],
    [{}, null],
  ])('with %j has the status %s', async (times, status) => {
    const gift = await give(await newPerson(api), { amount_in_cents: 123_456, ...times });
    expect(gift.attributes).toMatchObject({ status, amount: '$1,234.56' });
  });

  it('adds up on its person while it is received, and no longer', async () => {
    const id = await newPerson(api);
    await give(id, { succeeded_at: '2026-02-01T10:00:00Z' });
    const gift = await give(id, { amount_in_cents: 2500, succeeded_at: '2026-01-01T10:00:00Z' });
    await give(id, { pending_at: '2026-05-01' });
    expect(await api.attributes('signups', id)).toMatchObject({
      is_donor: true,
      donations_count: 2,
      donations_amount_in_cents: 3500,
      first_donated_at: '2026-01-01T04:00:00-06:00',
      last_donated_at: '2026-02-01T04:00:00-06:00',
    });
    await api.update('donations', gift.id, { attributes: { canceled_at: '2026-06-01' } });
    expect(await api.attributes('signups', id)).toMatchObject({
      donations_count: 1,
      donations_amount_in_cents: 1000,
      first_donated_at: '2026-02-01T04:00:00-06:00',
    });
    await api.delete('donations', (await api.list(`donations?filter[signup_id]=${id}&filter[status]=succeeded`))[0]?.id ?? '');
    expect(await api.attributes('signups', id)).toMatchObject({ is_donor: false, donations_count: 0, last_donated_at: null });
  });

  it('moves from one person to another with its sum', async () => {
    const [from, to] = [await newPerson(api), await newPerson(api)];
    const gift = await give(from, { succeeded_at: '2026-06-01' });
    await api.update('donations', gift.id, { attributes: { signup_id: to } });
    expect(await api.attributes('signups', from)).toMatchObject({ donations_count: 0, is_donor: false });
    expect(await api.attributes('signups', to)).toMatchObject({ donations_count: 1, is_donor: true });
  });

  it('renames its person and files another address behind theirs', async () => {
    const id = await newPerson(api, { first_name: 'Bo', email: 'bo@example.org', email2: 'taken@example.org' });
    await give(id, { first_name: 'Bob', email: 'bob@example.org' });
    expect(await api.attributes('signups', id)).toMatchObject({
      first_name: 'Bob',
      full_name: expect.stringContaining('Bob') as string,
      email: 'bo@example.org',
      email2: 'taken@example.org',
      email3: 'bob@example.org',
    });
    // Data that the gift takes over from the person change nothing.
    const gift = await give(id, {});
    expect(gift.attributes).toMatchObject({ first_name: 'Bob', email: 'bo@example.org' });
    expect(await api.attributes('signups', id)).toMatchObject({ email4: null });
  });

  it.each([[0], [-5], [null]])('of %j cents is refused', async amount_in_cents => {
    expect((await api.create('donations', { attributes: { signup_id: '110', amount_in_cents } })).status).toBe(422);
  });

  it('sends a receipt only when it is told to, and only for what was received', async () => {
    const id = await newPerson(api, { email: 'receipt@example.org' });
    await give(id, { succeeded_at: '2026-06-01' });
    await give(id, { pending_at: '2026-06-01', send_donor_receipt: true });
    expect(await mailTo(id)).toEqual([]);
    await give(id, { succeeded_at: '2026-06-01', send_donor_receipt: true });
    expect(await mailTo(id)).toEqual(['donor receipt']);
  });
});

describe('a pledge', () => {
  it('is paid by its donations, and adds up on its person', async () => {
    const id = await newPerson(api);
    const pledge = await api.made('pledges', { signup_id: id, amount_in_cents: 5000 });
    expect(pledge.attributes).toMatchObject({ amount: '$50.00', amount_left_in_cents: 5000 });
    const gift = await give(id, { pledge_id: pledge.id, succeeded_at: '2026-06-01' });
    await give(id, { pledge_id: pledge.id, pending_at: '2026-06-01' });
    expect(await api.attributes('pledges', pledge.id)).toMatchObject({ amount_left_in_cents: 4000 });
    await api.update('donations', gift.id, { attributes: { amount_in_cents: 9000 } });
    expect(await api.attributes('pledges', pledge.id)).toMatchObject({ amount_left_in_cents: 0 });
    await api.update('pledges', pledge.id, { attributes: { amount_in_cents: 10_000 } });
    expect(await api.attributes('pledges', pledge.id)).toMatchObject({ amount_left_in_cents: 1000, amount: '$100.00' });
    expect(await api.attributes('signups', id)).toMatchObject({ donations_pledged_amount_in_cents: 10_000 });
    await api.delete('pledges', pledge.id);
    expect(await api.attributes('signups', id)).toMatchObject({ donations_pledged_amount_in_cents: 0 });
    expect(await api.attributes('donations', gift.id)).toMatchObject({ pledge_id: null });
  });
});

describe('a membership and a tracking code', () => {
  it('begin active, mail only on demand, and go with the person or the type', async () => {
    const id = await newPerson(api, { email: 'member@example.org' });
    const type = await api.made('membership_types', { name: unique() });
    const quiet = await api.made('memberships', { signup_id: id, membership_type_id: type.id });
    expect(quiet.attributes).toMatchObject({ status: 'active', started_at: quiet.attributes.created_at });
    await api.made('memberships', { signup_id: id, membership_type_id: type.id, trigger_autoresponses: true });
    expect(await mailTo(id)).toEqual(['membership autoresponse']);
    await api.delete('membership_types', type.id);
    expect(await api.list(`memberships?filter[signup_id]=${id}`)).toEqual([]);
  });

  it('have a slug made from the name, and numbered when it is taken', async () => {
    const name = unique();
    const [first, second] = [
      await api.made('donation_tracking_codes', { name }),
      await api.made('donation_tracking_codes', { name }),
    ];
    const slug = name.replace(' ', '_');
    expect([first.attributes.slug, second.attributes.slug]).toEqual([slug, `${slug}_2`]);
    expect((await api.create('donation_tracking_codes', { attributes: { name: 'Again', slug } })).status).toBe(422);
  });
});
