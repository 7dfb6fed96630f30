import { apiForSpecs } from '../test-support/api';
import type { Resource } from '../test-support/sign-in';
import { newPerson, unique } from '../test-support/valid-records';

const api = apiForSpecs();
let path: string;
let steps: string[];
beforeAll(async () => {
  path = (await api.made('paths', { name: unique() })).id;
  steps = [];
  for (const name of ['A', 'B', 'C']) steps.push((await api.made('path_steps', { path_id: path, name })).id);
});

const newJourney = async (attributes: object = {}): Promise<Resource> =>
  api.made('path_journeys', { path_id: path, signup_id: await newPerson(api), ...attributes });
const act = (id: string, action: string, query = '') => api.call('PATCH', `path_journeys/${id}/${action}${query}`);
const historyOf = async (id: string): Promise<unknown[]> =>
  (await api.list(`path_histories?filter[path_journey_id]=${id}`)).map(entry => entry.attributes.category);

describe('the steps of a path', () => {
  const positions = async (id: string): Promise<unknown[]> =>
    (await api.list(`path_steps?filter[path_id]=${id}&sort=position`)).map(({ attributes }) => [
      attributes.name,
      attributes.position,
    ]);

  it('make room for one that takes a position, and no more than is needed', async () => {
    const { id } = await api.made('paths', { name: unique() });
    const made = [];
    for (const name of ['a', 'b', 'c']) made.push((await api.made('path_steps', { path_id: id, name })).id);
    await api.made('path_steps', { path_id: id, name: 'far', position: 9 });
    await api.made('path_steps', { path_id: id, name: 'new', position: 2 });
    expect(await positions(id)).toEqual([
      ['a', 1],
      ['new', 2],
      ['b', 3],
      ['c', 4],
      ['far', 9],
    ]);
    await api.update('path_steps', made[2] ?? '', { attributes: { position: 1 } });
    expect(await positions(id)).toEqual([
      ['c', 1],
      ['a', 2],
      ['new', 3],
      ['b', 4],
      ['far', 9],
    ]);
    expect((await api.create('path_steps', { attributes: { path_id: id, name: 'x', position: 0 } })).status).toBe(422);
  });
});

describe('a journey', () => {
  it('begins at the first step, active, with an entry in its history', async () => {
    const journey = await newJourney();
    expect(journey.attributes).toMatchObject({
      current_step_id: steps[0],
      journey_status: 'active',
      last_moved_at: '2026-06-15T07:00:00-05:00',
      ended_at: null,
    });
    expect(await historyOf(journey.id)).toEqual(['step_change']);
  });

  it('tells every move in its history', async () => {
    const { id } = await newJourney();
    const me = (await api.call('GET', 'signups/me')).body.data?.id;
    await api.update('path_journeys', id, { attributes: { current_step_id: steps[1] } });
    await api.update('path_journeys', id, { attributes: { point_person_id: me, current_step_point_person_id: me } });
    await api.update('path_journeys', id, { attributes: { description: 'no move' } });
    expect(await historyOf(id)).toEqual(['step_change', 'step_change', 'new_point_person', 'new_current_step_point_person']);
  });

  it('stays on the steps of its path', async () => {
    const { id } = await newJourney();
    const elsewhere = (await api.list('path_steps?filter[name]=Trained'))[0]?.id;
    expect((await api.update('path_journeys', id, { attributes: { current_step_id: elsewhere } })).status).toBe(422);
    expect((await api.update('path_journeys', id, { attributes: { path_step_id: steps[1] } })).status).toBe(400);
  });

  it('ends only while it is active, and begins again only when it has ended', async () => {
    for (const [ending, status, category] of [
      ['complete', 'completed', 'completion'],
      ['abandon', 'abandoned', 'abandonment'],
    ] as const) {
      const { id } = await newJourney();
      expect((await act(id, 'reactivate')).status).toBe(422);
      const ended = await act(id, ending);
      expect(ended.body.data?.attributes).toMatchObject({ journey_status: status, ended_at: '2026-06-15T07:00:00-05:00' });
      for (const action of ['complete', 'abandon']) expect((await act(id, action)).status).toBe(422);
      expect((await act(id, 'reactivate')).body.data?.attributes).toMatchObject({ journey_status: 'active', ended_at: null });
      expect(await historyOf(id)).toEqual(['step_change', category, 'reactivation']);
    }
  });

  it('is void from any state, for good', async () => {
    for (const first of ['complete', 'void', undefined]) {
      const { id } = await newJourney();
      if (first) await act(id, first);
      expect((await act(id, 'void')).body.data?.attributes.journey_status).toBe('deleted');
      for (const action of ['complete', 'abandon', 'reactivate']) expect((await act(id, action)).status).toBe(422);
    }
    expect((await api.delete('path_journeys', (await newJourney()).id)).status).toBe(404);
  });

  it('ends for a reason of its path and of that end', async () => {
    const reason = async (path_id: string, target_status: string): Promise<string> =>
      (await api.made('path_journey_status_changes', { path_id, name: unique(), target_status })).id;
    const other = (await api.made('paths', { name: unique() })).id;
    const { id } = await newJourney();
    for (const wrong of [await reason(path, 'abandoned'), await reason(other, 'completed'), '999999999']) {
      expect((await act(id, 'complete', `?path_journey_status_change_id=${wrong}`)).status).toBe(422);
    }
    const right = await reason(path, 'completed');
    const done = await act(id, 'complete', `?path_journey_status_change_id=${right}`);
    expect(done.body.data?.attributes.path_journey_status_change_id).toBe(right);
    expect((await act(id, 'void', '?path_journey_status_change_id=1')).status).toBe(400);
  });
});

describe('an automation', () => {
  const find = async (status: string): Promise<string> => (await api.list(`automations?filter[status]=${status}`))[0]?.id ?? '';
  const totals = async (id: string) => api.attributes('automations', id, 'total_enrollments_count,removed_enrollments_count');

  it('takes a person once, while it is running', async () => {
    const [running, drafted] = [await find('running'), await find('drafted')];
    const signup_id = await newPerson(api);
    const enroll = (automation_id: string) => api.create('automation_enrollments', { attributes: { automation_id, signup_id } });
    const before = await totals(running);
    const { body } = await enroll(running);
    expect((await enroll(running)).status).toBe(422);
    expect((await enroll(drafted)).status).toBe(422);
    expect((await totals(running)).total_enrollments_count).toBe(Number(before.total_enrollments_count) + 1);
    await api.delete('automation_enrollments', body.data?.id ?? '');
    expect(await totals(running)).toMatchObject({
      total_enrollments_count: before.total_enrollments_count,
      removed_enrollments_count: Number(before.removed_enrollments_count ?? 0) + 1,
    });
  });

  it('begins drafted, is archived once and never deleted', async () => {
    const { id, attributes } = await api.made('automations', { name: unique() });
    expect(attributes.status).toBe('drafted');
    expect((await api.call('PATCH', `automations/${id}/archive`)).body.data?.attributes.status).toBe('archived');
    expect((await api.call('PATCH', `automations/${id}/archive`)).status).toBe(422);
    expect((await api.delete('automations', id)).status).toBe(404);
  });
});
