import { NationBuilderError } from '@nat/nationbuilder';
import fc from 'fast-check';
import { ToolError } from '../../src/tools/kit/tool-error';
import { Workbench } from './workbench';

// Whatever a model writes into the free objects of a call is answered by words it can act on, never by a defect of ours.

let bench: Workbench;
beforeAll(async () => void (bench = await Workbench.start()), 60_000);
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

/** `looked at`, `refused`, or what broke. */
async function outcomeOf(name: string, input: object): Promise<string> {
  const tool = bench.tool(name);
  const parsed = tool.input.safeParse(input);
  if (!parsed.success) return 'refused';
  const context = await bench.withSelection(['110', '111']);
  return tool.preview(parsed.data, context).then(
    () => 'looked at',
    (error: unknown) => (error instanceof ToolError || error instanceof NationBuilderError ? 'refused' : String(error)),
  );
}

const odd = [
  null,
  'x',
  5,
  true,
  [],
  [null],
  ['x'],
  {},
  { create: null },
  { create: 'x' },
  { id: null },
  { id: 5 },
  { method: 'destroy' },
];

it.each(odd.map(value => [JSON.stringify(value), value]))('a related record that is %s', async (_, value) => {
  const page = { type: 'events', action: 'create', attributes: { start_at: '2026-07-04T15:00' }, related: { page: value } };
  const reply = { type: 'event_rsvps', action: 'create', attributes: { event_id: '301' }, related: { signup: value } };
  const update = { type: 'signups', action: 'update', id: '110', related: { signup_tags: value } };
  for (const input of [page, reply, update]) expect(await outcomeOf('change_record', input)).toMatch(/^(?:refused|looked at)$/);
});

it('any attribute of any value, in every tool that takes an object', async () => {
  const names = fc.constantFrom(
    'email',
    'custom_values',
    'home_address_attributes',
    'do_not_contact',
    'signup_id',
    'event_id',
    'automation_id',
    'path_id',
    'succeeded_at',
    'amount_in_cents',
    'time_zone',
    'born_at',
    'constructor',
    '__proto__',
  );
  const free = fc.dictionary(names, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  const call = fc.oneof(
    fc.record({ name: fc.constant('push_signup'), input: fc.record({ attributes: free }) }),
    fc.record({
      name: fc.constant('change_record'),
      input: fc.record({
        type: fc.constantFrom('signups', 'donations', 'event_rsvps', 'events', 'path_journeys'),
        action: fc.constant('create'),
        attributes: free,
        related: fc.dictionary(fc.constantFrom('page', 'signup', 'signup_tags'), fc.jsonValue({ maxDepth: 2 })),
      }),
    }),
    fc.record({
      name: fc.constant('bulk_change'),
      input: fc.record({
        result_set: fc.constant('rs_1'),
        change: fc.constantFrom('update', 'log_contact', 'assign_to_path', 'enroll', 'delete'),
        values: free,
      }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(call, async ({ name, input }) => {
      expect(await outcomeOf(name, input)).toMatch(/^(?:refused|looked at)$/);
    }),
    { numRuns: 150 },
  );
}, 60_000);
