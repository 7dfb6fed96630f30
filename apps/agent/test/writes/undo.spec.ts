import fc from 'fast-check';
import { changeTools } from '../../src/tools/writes';
import { calls } from './calls';
import { lasting } from './differences';
import { Workbench } from './workbench';

let bench: Workbench;
beforeAll(async () => void (bench = await Workbench.start()), 60_000);
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

const undoable = changeTools.filter(({ undo }) => undo.class !== 'none').map(({ name }) => name);

it.each(undoable)(
  '%s is taken back without a trace but ids and instants',
  async name => {
    const { input, selection } = await calls[name]!(bench);
    const context = selection ? await bench.withSelection(selection) : bench.context();

    const { journal, effect } = await bench.run(name, input, { context });

    expect(journal.counts()).toMatchObject({ failed: 0, unknown: 0, notTried: 0 });
    expect(journal.counts().done).toBeGreaterThan(0);
    expect(lasting(await bench.differences())).not.toEqual([]);
    expect(effect.reversible).toBe(true);
    expect(bench.tool(name).operations).toEqual(expect.arrayContaining(await bench.writesSent()));

    await bench.undo(name, input, journal);

    expect(lasting(await bench.differences())).toEqual(leftBehind[name] ?? []);
  },
  30_000,
);

it('gives back any change of a person, whatever was changed', async () => {
  const id = await bench.id('signups', { email: { not_eq: null }, is_volunteer: true });
  const words = fc.constantFrom('Ana', 'Łukasz', "O'Brien", 'a, b', '0', 'null', '\u200b');
  const change = fc.record(
    {
      first_name: words,
      employer: fc.option(words),
      is_volunteer: fc.boolean(),
      do_not_call: fc.boolean(),
      support_level: fc.option(fc.integer({ min: 1, max: 5 })),
      note: fc.option(words),
      home_address_attributes: fc.constantFrom({ city: 'Waco' }, { address1: '2 Elm St', zip: '76701' }, { delete: true }),
      custom_values: fc.constantFrom({ shirt_size: 'S' }, { can_host: true, shirt_size: null }, { second_language: 'Spanish' }),
      more: fc.record({ prefix: words, priority_level: fc.option(fc.nat(9)) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );
  const isChange = (one: { more?: object }) => Object.keys({ ...one, ...one.more }).some(name => name !== 'more');
  await fc.assert(
    fc.asyncProperty(change.filter(isChange), async values => {
      const { journal } = await bench.run('update_signup', { id, ...values });
      const { done, alreadySo } = journal.counts();
      expect(done + alreadySo).toBe(1);
      await bench.undo('update_signup', { id, ...values }, journal);
      expect(lasting(await bench.differences())).toEqual([]);
    }),
    { numRuns: 25 },
  );
}, 60_000);

/** What the API gives no way to take back: a journey can only be voided, and logging a contact anew is the latest contact. */
const leftBehind: Record<string, unknown[]> = {
  assign_to_path: [expect.stringMatching(/^path_journeys .*"journey_status":"deleted"/)],
  delete_contact: [
    expect.objectContaining({ type: 'signups', after: { contact_status: 'other', last_contacted_at: expect.any(String) } }),
  ],
};
