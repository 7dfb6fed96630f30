import { InMemoryJournal, type ItemState, type JournalItem } from '../../src/tools/kit/journal';
import { calls } from './calls';
import { Workbench } from './workbench';

let bench: Workbench;
beforeAll(async () => void (bench = await Workbench.start()), 60_000);
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

/** Keeps every state in the order in which it was written down. */
class WatchedJournal extends InMemoryJournal {
  readonly states: string[] = [];

  override async plan(items: Parameters<InMemoryJournal['plan']>[0]): Promise<void> {
    this.states.push('planned');
    await super.plan(items);
  }

  override async mark(ids: readonly string[], change: Partial<JournalItem> & { state: ItemState }): Promise<void> {
    this.states.push(change.before ? `${change.state} with image` : change.state);
    await super.mark(ids, change);
  }
}

it('writes down target and image before it sends, and the outcome after', async () => {
  const journal = new WatchedJournal();
  const id = await bench.id('signups', { is_volunteer: true });
  await bench.run('update_signup', { id, employer: 'City of Austin', is_volunteer: true }, { journal });
  expect(journal.states).toEqual(['planned', 'sent with image', 'done']);
  expect(journal.items()).toEqual([expect.objectContaining({ id, type: 'signups', state: 'done' })]);
  expect(Object.keys(journal.items()[0]!.before!)).toEqual(['employer']);
});

it('tells people and the model what was done, with a link and without contact data', async () => {
  const { result } = await bench.run('create_signup', { first_name: 'Nova', last_name: 'Newcomer', email: 'nova@example.org' });
  const { created } = result.forModel.data as { created: { type: string; id: string }[] };
  expect(result.forModel).toEqual({ data: { done: 1, created: [{ type: 'signups', id: expect.any(String) }] }, count: 1 });
  expect(result.summary).toBe('Added: Nova Newcomer.');
  expect(result.links[0]!.url).toMatch(new RegExp(`/admin/signups/${created[0]!.id}$`));
  expect(JSON.stringify(result)).not.toContain('nova@');
});

it('writes nothing when it is so already', async () => {
  const { input } = await calls.untag_signup!(bench);
  const { journal, result, effect } = await bench.run('tag_signup', input);
  expect(effect.notes).toEqual(['The person has the tag already.']);
  expect(journal.counts()).toMatchObject({ alreadySo: 1, done: 0 });
  expect(result.summary).toMatch(/^Nothing to do: it is so already/);
  expect(await bench.writesSent()).toEqual([]);
  expect(bench.plan('tag_signup', input, journal)).toEqual([]);
});

it.each(['update_signup', 'delete_contact', 'update_event', 'delete_path_journey', 'tag_signup', 'create_donation'])(
  '%s fails truly when the record went between look and write, and writes nothing',
  async name => {
    const { input } = await calls[name]!(bench);
    const type = { delete_contact: 'contacts', update_event: 'events', delete_path_journey: 'path_journeys' }[name] ?? 'signups';
    const id = String(input.id ?? input.signup_id);
    // Journeys cannot be deleted by the API, but go with their person.
    const { signup_id: owner } =
      type === 'path_journeys' ? await bench.read('path_journeys', id, ['signup_id']) : { signup_id: id };
    const meanwhile = () =>
      bench.context().nation.delete(type === 'path_journeys' ? 'signups' : (type as 'signups'), String(owner));
    const { journal, result } = await bench.run(name, input, { meanwhile });
    expect(journal.items()).toEqual([expect.objectContaining({ id, state: 'failed', reason: 'no longer exists' })]);
    expect(result.summary).toMatch(/^Not done: .* no longer exists\.$/);
    expect((await bench.writesSent()).filter(operation => !operation.startsWith('delete'))).toEqual([]);
  },
);

it('makes one record when the answer of a create is lost', async () => {
  const { input } = await calls.log_contact!(bench);
  const count = () => bench.context().nation.count('contacts', { filter: { signup_id: String(input.signup_id) } });
  const before = await count();
  await bench.fault({ operationId: 'createContacts' }, 'lost');
  const { journal } = await bench.run('log_contact', input);
  expect(journal.counts()).toMatchObject({ done: 1, unknown: 0 });
  expect(await count()).toBe(before + 1);
  expect(bench.plan('log_contact', input, journal)).toEqual([
    { tool: 'delete_contact', input: { id: journal.items()[0]!.createdId } },
  ]);
});

it('says unknown, and repeats nothing, when nobody can tell whether it was made', async () => {
  const { input } = await calls.log_contact!(bench);
  await bench.fault({ operationId: 'createContacts' }, 'status', { status: 503 });
  const { journal, result } = await bench.run('log_contact', input);
  expect(journal.counts()).toMatchObject({ done: 0, unknown: 1 });
  expect(result.summary).toMatch(/^Outcome unknown: /);
  expect(result.forModel.data).toMatchObject({ done: 0, unknown: 1, failures: [{ count: 1 }] });
  expect(await bench.writesSent()).toEqual(['createContacts']);
});

it('says who may not do it', async () => {
  const { input } = await calls.update_contact!(bench);
  await bench.fault({ operationId: 'updateContacts' }, 'losePermission');
  const { journal } = await bench.run('update_contact', input);
  expect(journal.items()[0]).toMatchObject({ state: 'failed', reason: 'the connected NationBuilder user may not do this' });
});

it('passes on why NationBuilder refused', async () => {
  const { result } = await bench.run('update_signup', { id: '110', email: 'not an address' });
  expect(result.summary).toMatch(/^Not done: .*\(.*email.*\)\.$/i);
});

it('changes the page of an event and the event, and tells when only the page was changed', async () => {
  await bench.fault({ operationId: 'updateEvent' }, 'losePermission');
  const { journal } = await bench.run('update_event', { id: '301', name: 'Renamed', venue_name: 'The Barn' });
  expect(journal.items()[0]).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/^its page was changed, the rest was not/),
  });
});

it('writes an event and its page in one call', async () => {
  const { input } = await calls.create_event!(bench);
  const { journal } = await bench.run('create_event', input);
  expect(await bench.writesSent()).toEqual(['createEvent']);
  const { page_id: page } = await bench.read('events', journal.items()[0]!.createdId!, ['page_id']);
  expect(await bench.read('pages', String(page), ['name', 'status', 'page_type_name'])).toEqual({
    name: 'Summer picnic',
    status: 'unlisted',
    page_type_name: 'Event',
  });
});

it('makes a petition with its page by the general tool, and takes it back', async () => {
  const input = { type: 'petitions', action: 'create', related: { page: { create: { name: 'Save the park', site_id: '1' } } } };
  const { journal, result } = await bench.run('change_record', input);
  expect(result.forModel.data).toMatchObject({ done: 1, created: [{ type: 'petitions' }] });
  await bench.undo('change_record', input, journal);
  expect((await bench.differences()).filter(({ type }) => type === 'petitions')).toEqual([]);
});

describe('matching or adding a person', () => {
  it('updates who has the address', async () => {
    const { input } = await calls.push_signup!(bench);
    const { effect, journal } = await bench.run('push_signup', input);
    expect(effect.notes).toContain('The person exists and would be updated.');
    expect(journal.items()[0]).toMatchObject({ state: 'done', id: effect.targets.ids[0] });
    expect(journal.items()[0]!.createdId).toBeUndefined();
  });

  it('adds who is not there, and deletes them again', async () => {
    const input = { attributes: { email: 'nobody@example.org', first_name: 'No' } };
    const { effect, journal } = await bench.run('push_signup', input);
    expect(effect).toMatchObject({ count: 1, targets: { ids: ['new'] } });
    await bench.undo('push_signup', input, journal);
    expect(await bench.differences()).toEqual([]);
  });

  it('changes nobody else than the one who was shown', async () => {
    const input = { attributes: { email: 'late@example.org', first_name: 'Late' } };
    const meanwhile = () =>
      bench.context().nation.create('signups', { attributes: { email: 'late@example.org', first_name: 'Other' } });
    const { journal } = await bench.run('push_signup', input, { meanwhile });
    expect(journal.items()[0]).toMatchObject({ state: 'failed', reason: 'it would now change somebody else' });
    expect(await bench.writesSent()).toEqual(['createSignup']);
  });
});
