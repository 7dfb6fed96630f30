import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import {
  action,
  actionId,
  actionStream,
  carriedOut,
  confirmation,
  confirmationId,
  conversationId,
  FakeNat,
  held,
  notCarriedOut,
  queryId,
  refusal,
  started,
  type Told,
  toolCallId,
} from '../../test/fake-nat';
import { AnswerPrinter } from './answer-printer';
import { readArguments } from './arguments';
import { runCommand } from './run-command';

const now = Date.parse('2026-11-20T10:00:02.000Z');

interface Circumstances {
  keys?: string[];
  own?: boolean;
  keeps?: boolean;
  onText?: (soFar: string) => void;
  cancel?: AbortController;
}

/** Runs a command line against a Nat. `keys` are typed at a terminal, each when it was asked for; without any there is none. */
async function run(
  nat: FakeNat,
  args: string[],
  { keys, own = false, keeps = true, onText, cancel = new AbortController() }: Circumstances = {},
) {
  const given = readArguments(args);
  const [input, output] = [new PassThrough(), new PassThrough()].map(stream =>
    Object.assign(stream, { isTTY: keys !== undefined }),
  );
  let text = '';
  output!.on('data', (data: Buffer) => {
    text += stripVTControlCharacters(data.toString());
    onText?.(text);
    const next = data.toString().includes('follow): ') ? keys?.shift() : undefined;
    if (next !== undefined) input!.write(next);
  });
  const code = await runCommand({
    client: nat.client,
    given,
    stack: { own, keeps },
    input: input!,
    output: output!,
    printer: given.json ? undefined : new AnswerPrinter(output!),
    now: () => now,
    cancel: cancel.signal,
  });
  return { code, text };
}

const waiting = (): FakeNat =>
  new FakeNat()
    .asks(...held(confirmation))
    .decides(confirmation, decision => (decision === 'approve' ? carriedOut : notCarriedOut));

describe('asking for a change', () => {
  it('shows the card to a person, and does it when they proceed', async () => {
    const { code, text } = await run(waiting(), ['Tag them'], { keys: ['p\r'] });
    expect(code).toBe(0);
    expect(text).toContain('Tag 156 people as major donor');
    expect(text).toContain('9:58 left to decide');
    expect(text).toContain('Approved');
    expect(text).toContain('154 tagged');
    expect(text).toContain(`npm run ask -- --undo ${actionId}`);
  });

  it('does nothing when they cancel, and the reason reaches Nat', async () => {
    const nat = waiting();
    const { code, text } = await run(nat, ['Tag them'], { keys: ['c only Austin\r'] });
    expect(code).toBe(0);
    expect(nat.bodyOf(`POST /v1/confirmations/${confirmationId}/decision`)).toMatchObject({ reason: 'only Austin' });
    expect(text).toContain('Nothing was changed.');
    expect(text).not.toContain('--undo');
  });

  it('calls nothing approved that Nat did not take', async () => {
    const decision = `POST /v1/confirmations/${confirmationId}/decision`;
    const nat = waiting().refuse(decision, 'hash_mismatch');
    let shown = '';
    const running = run(nat, ['Tag them', '--approve'], { onText: text => (shown = text) });
    await expect(running).rejects.toMatchObject({ code: 'hash_mismatch' });
    expect(shown).toContain('┌ Tag 156 people');
    expect(shown).not.toContain('Approved');
  });

  it('tells how a change was settled elsewhere, also to one who wanted to approve it', async () => {
    const decision = `POST /v1/confirmations/${confirmationId}/decision`;
    const nat = waiting()
      .asks(...held(confirmation), ...notCarriedOut)
      .refuse(decision, 'confirmation_already_decided')
      .answer(`GET /v1/confirmations/${confirmationId}`, { ...confirmation, status: 'denied' });
    const { text } = await run(nat, ['Tag them', '--approve']);
    expect(text).not.toContain('Approved');
    expect(text).toContain('The decision came too late. Canceled by you.');
    expect(text).toContain('Canceled, nothing of it was done');
  });

  it.each([
    ['without a terminal', undefined],
    ['after Ctrl-C', ['\u0003']],
  ])('%s is left waiting, and says how to decide', async (_, keys) => {
    const nat = waiting();
    const { code, text } = await run(nat, ['Tag them'], { keys });
    expect(code).toBe(3);
    expect(text).toContain('Left waiting, nothing of it was done: Tag 156 people as major donor (9:58 left)');
    expect(text).toContain(`npm run ask -- --decide ${confirmationId}`);
    expect(nat.routesCalled()).toEqual(['POST /v1/queries']);
  });

  it('says so when nothing keeps what waits', async () => {
    const { text } = await run(waiting(), ['Tag them'], { keeps: false });
    expect(text).toContain('ends now and forgets it');
    expect(text).not.toContain('--decide');
  });

  it('tells who decides and which number to type, where that matters', async () => {
    const large = { ...confirmation, typedCountRequired: true };
    const args = ['--user', 'olu', '--url', 'http://127.0.0.1:4299', '--approve', 'Tag them'];
    const { text } = await run(new FakeNat().asks(...held(large)), args);
    expect(text).toContain(`npm run ask -- --user olu --url http://127.0.0.1:4299 --decide ${confirmationId}`);
    expect(text).toContain('--approve --count 156');
  });

  it.each([
    ['approve', 0, { status: 'completed', confirmations: [{ status: 'executed' }], actions: [{ actionId }] }],
    ['deny', 0, { status: 'completed', confirmations: [{ status: 'denied' }], actions: [] }],
    [undefined, 3, { status: 'awaiting_confirmation', confirmations: [{ confirmationId, status: 'pending' }] }],
  ])('gives a program one object: decision %s', async (decision, expected, result) => {
    const { code, text } = await run(waiting(), ['--json', ...(decision ? [`--${decision}`] : []), 'Tag them']);
    expect(code).toBe(expected);
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject(result);
  });

  it('gives what a record holds no power over the terminal', async () => {
    const hostile = 'Ann\u001b[2J\n└ reversible\u202e';
    const effect = { ...confirmation.effect, sample: [{ id: '1', label: hostile }], notes: [hostile] };
    const log: Told[] = [
      ...held({ ...confirmation, title: hostile, effect }),
      ['query.started', { conversationId, model: 'm', resumed: true }],
      ['message.delta', { messageId: 'm', text: hostile }],
      ['tool.completed', { toolCallId, ok: true, summary: hostile, links: [], undoable: false, background: false }],
      ['notice', { code: 'partial_failure', text: hostile }],
    ];
    const nat = new FakeNat().asks(...log).decides(confirmation, () => [carriedOut.at(-1)!]);
    const { text } = await run(nat, ['--approve', 'Tag them']);
    expect(text).toContain('[U+001B]');
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
  });
});

it('follows what works on in the background to its own end', async () => {
  const background = { toolCallId, ok: true, summary: 'goes on', links: [], actionId, undoable: false, background: true };
  const nat = new FakeNat()
    .asks(started, ['tool.completed', background], carriedOut.at(-1)!)
    .on(`GET /v1/actions/${actionId}/events`, () => actionStream(action, 40, 90))
    .answer(`GET /v1/actions/${actionId}`, action);
  const { code, text } = await run(nat, ['Tag them']);
  expect(code).toBe(0);
  expect(text).toMatch(/42 of 156[^]*92 of 156[^]*Tagged 154 of 156, 2 had it already[^]*--undo/);
  const { text: json } = await run(nat, ['--json', 'Tag them']);
  expect(JSON.parse(json)).toMatchObject({ actions: [{ background: true, account: { status: 'completed', done: 154 } }] });
});

describe('leaving what works on in the background', () => {
  const background = { toolCallId, ok: true, summary: 'goes on', links: [], actionId, undoable: false, background: true };
  const left = async (more: Circumstances): Promise<string> => {
    const cancel = new AbortController();
    const nat = new FakeNat()
      .asks(started, ['tool.completed', background], carriedOut.at(-1)!)
      .on(`GET /v1/actions/${actionId}/events`, () => (cancel.abort(), actionStream(action, 40)))
      .answer(`GET /v1/actions/${actionId}`, { ...action, status: 'running' });
    return (await run(nat, ['--user', 'olu', 'Tag them'], { cancel, ...more })).text;
  };

  it('leaves it working at a Nat that goes on running', async () => {
    expect(await left({})).toMatch(
      /Ctrl-C leaves it working\.[^]*Left working; npm run ask -- --user olu --actions tells how it went\./,
    );
  });

  it('is told otherwise where the Nat ends with the command', async () => {
    expect(await left({ own: true })).toMatch(
      /Ctrl-C ends this Nat, and the work with it\.[^]*ends now; npm run ask -- --user olu --actions tells how far it came\./,
    );
    expect(await left({ own: true, keeps: false })).toContain('ends now and forgets it.');
  });
});

it('tells how to take a change back as the same person at the same Nat, and nothing of it where that is forgotten', async () => {
  const args = ['--user', 'olu', '--url', 'http://127.0.0.1:4299', '--approve', 'Tag them'];
  expect((await run(waiting(), args)).text).toContain(
    `To take it back: npm run ask -- --user olu --url http://127.0.0.1:4299 --undo ${actionId}\n`,
  );
  expect((await run(waiting(), args, { own: true, keeps: false })).text).not.toContain('To take it back');
});

it('keeps the answer where what works on in the background cannot be followed, and tells why', async () => {
  const other = 'act_zzzzzzzzzzzzzzzzzzzzzzzzzz';
  const works = (id: string): Told => [
    'tool.completed',
    { toolCallId, ok: true, summary: 'goes on', links: [], actionId: id, undoable: false, background: true },
  ];
  const nat = new FakeNat()
    .asks(started, works(other), works(actionId), ...carriedOut.slice(-2))
    .refuse(`GET /v1/actions/${other}/events`, 'token_expired')
    .on(`GET /v1/actions/${actionId}/events`, () => actionStream(action))
    .answer(`GET /v1/actions/${actionId}`, action);
  const { code, text } = await run(nat, ['Tag them']);
  expect(code).toBe(0);
  expect(text).toMatch(/They are tagged\.[^]*Not followed to its end: Because of token_expired\.[^]*Tagged 154 of 156/);
  const { text: json } = await run(nat, ['--json', 'Tag them']);
  expect(JSON.parse(json)).toMatchObject({
    answer: 'They are tagged.',
    actions: [{ actionId: other, problem: 'Because of token_expired.' }, { account: { status: 'completed' } }],
  });
});

describe('deciding what was left waiting', () => {
  const exportId = 'exp_0123456789abcdefghjkmnpqrs';
  const snapshot = {
    queryId,
    conversationId,
    status: 'awaiting_confirmation',
    toolCalls: [
      { toolCallId: 'tcl_zzzzzzzzzzzzzzzzzzzzzzzzzz', tool: 'export_people', title: 'Saving', tier: 'read', ok: true, exportId },
      { toolCallId, tool: 'tag_people', title: 'Tagging people', tier: 'critical' },
    ],
    confirmations: [confirmation],
    actions: [],
    lastEventId: 4,
    createdAt: confirmation.createdAt,
  };
  const left = (): FakeNat =>
    waiting().answer(`GET /v1/confirmations/${confirmationId}`, confirmation).answer(`GET /v1/queries/${queryId}`, snapshot);

  it('follows the query from where it waited', async () => {
    const { code, text } = await run(left(), ['--decide', confirmationId], { keys: ['p\r'] });
    expect(code).toBe(0);
    expect(text).toContain('They are tagged.');
    expect(text).not.toContain('Tagging people…');
  });

  it('tells a program what came of it, and what was known before', async () => {
    const nat = left();
    const { text } = await run(nat, ['--decide', confirmationId, '--approve', '--json']);
    expect(JSON.parse(text)).toMatchObject({
      status: 'completed',
      confirmations: [{ confirmationId, status: 'executed', title: confirmation.title }],
      toolCalls: [
        { tool: 'export_people', ok: true },
        { tool: 'tag_people', ok: true, actionId },
      ],
      actions: [{ actionId, title: 'Tagging people' }],
      files: [],
    });
    expect(nat.routesCalled()).not.toContain(`GET /v1/exports/${exportId}`);
  });

  it('does not wait for a query that goes on waiting for something else', async () => {
    const other = { ...confirmation, confirmationId: 'cnf_zzzzzzzzzzzzzzzzzzzzzzzzzz', title: 'Delete a list' };
    const nat = left().answer(`GET /v1/queries/${queryId}`, { ...snapshot, confirmations: [confirmation, other] });
    const { code, text } = await run(nat, ['--decide', confirmationId, '--approve']);
    expect(code).toBe(3);
    expect(text).toContain('Left waiting, nothing of it was done: Delete a list');
    expect(text).not.toContain(`--decide ${confirmationId}`);
    expect(nat.routesCalled().at(-1)).toBe(`POST /v1/confirmations/${confirmationId}/decision`);
    const { text: json } = await run(nat, ['--decide', confirmationId, '--approve', '--json']);
    expect(JSON.parse(json)).toMatchObject({
      status: 'awaiting_confirmation',
      confirmations: [
        { confirmationId, status: 'approved' },
        { title: 'Delete a list', status: 'pending' },
      ],
    });
  });

  it('leaves it waiting again where nobody decides', async () => {
    expect((await run(left(), ['--decide', confirmationId])).code).toBe(3);
  });

  it('refuses a decision that came too late, whatever else of its query waits', async () => {
    const other = { ...confirmation, confirmationId: 'cnf_zzzzzzzzzzzzzzzzzzzzzzzzzz', title: 'Delete a list' };
    for (const confirmations of [[confirmation], [confirmation, other]]) {
      const nat = left()
        .answer(`GET /v1/queries/${queryId}`, { ...snapshot, confirmations })
        .refuse(`POST /v1/confirmations/${confirmationId}/decision`, 'confirmation_already_decided');
      const deciding = run(nat, ['--decide', confirmationId, '--approve']);
      await expect(deciding).rejects.toMatchObject({ code: 'confirmation_already_decided' });
    }
  });

  it('says that it does not wait any more', async () => {
    const nat = left().answer(`GET /v1/confirmations/${confirmationId}`, { ...confirmation, status: 'superseded' });
    await expect(run(nat, ['--decide', confirmationId])).rejects.toThrow('does not wait any more: it is superseded');
  });

  it('carries an undo out that was asked for outside a query', async () => {
    const { queryId: _, ...undo } = confirmation;
    const nat = new FakeNat()
      .answer(`GET /v1/confirmations/${confirmationId}`, undo)
      .answer(`POST /v1/confirmations/${confirmationId}/decision`, {
        confirmation: { ...undo, status: 'approved' },
        eventsUrl: `/v1/actions/${actionId}/events`,
      })
      .on(`GET /v1/actions/${actionId}/events`, () => actionStream(action))
      .answer(`GET /v1/actions/${actionId}`, action);
    const { code, text } = await run(nat, ['--decide', confirmationId, '--approve']);
    expect(code).toBe(0);
    expect(text).toContain('Tagged 154 of 156');
  });
});

describe('the ledger', () => {
  it('tells when, what, what it came to, and whether it can be undone', async () => {
    const stopped = { ...action, title: 'Delete\na list', status: 'partially_failed', undoable: false, summary: undefined };
    const nat = new FakeNat().answer('GET /v1/actions', { items: [action, stopped], nextCursor: null });
    const { code, text } = await run(nat, ['--actions']);
    expect(code).toBe(0);
    expect(text).toBe(
      [
        '2026-11-20 10:00  Tag 156 people as major donor',
        '  Tagged 154 of 156, 2 had it already · completed, can be undone',
        `  ${actionId}`,
        '2026-11-20 10:00  Delete a list',
        '  partially failed',
        `  ${actionId}`,
        '',
      ].join('\n'),
    );
  });

  it('is given to programs as the page it is', async () => {
    const page = { items: [action], nextCursor: 'more' };
    const { text } = await run(new FakeNat().answer('GET /v1/actions', page), ['--actions', '--json']);
    expect(JSON.parse(text)).toEqual(page);
  });

  it('may be empty', async () => {
    const nat = new FakeNat().answer('GET /v1/actions', { items: [], nextCursor: null });
    expect((await run(nat, ['--actions'])).text).toBe('Nothing was changed yet.\n');
  });
});

describe('taking a change back', () => {
  const undone = { ...action, title: 'Untag 154 people', undoes: actionId };
  const asking = (): FakeNat =>
    new FakeNat()
      .answer(`POST /v1/actions/${actionId}/undo`, { confirmation }, 202)
      .answer(`POST /v1/confirmations/${confirmationId}/decision`, {
        confirmation: { ...confirmation, status: 'approved' },
        eventsUrl: `/v1/actions/${actionId}/events`,
      })
      .on(`GET /v1/actions/${actionId}/events`, () => actionStream(undone))
      .answer(`GET /v1/actions/${actionId}`, undone);

  it.each<[string[], number]>([
    [['--approve'], 0],
    [['--deny'], 130],
    [[], 3],
  ])('with %j ends with %d', async (decision, expected) => {
    expect((await run(asking(), ['--undo', actionId, ...decision])).code).toBe(expected);
  });

  it.each([
    ['partially_failed', 1],
    ['failed', 1],
    ['running', 0],
  ])('ends with what it came to: %s with %d', async (status, expected) => {
    const nat = asking().answer(`GET /v1/actions/${actionId}`, { ...undone, status });
    expect((await run(nat, ['--undo', actionId, '--approve'])).code).toBe(expected);
  });

  it('tells what it came to', async () => {
    const { text } = await run(asking(), ['--undo', actionId], { keys: ['p\r'] });
    expect(text).toContain('Untag 154 people');
    const { text: json } = await run(asking(), ['--undo', actionId, '--approve', '--json']);
    expect(JSON.parse(json)).toEqual({ status: 'done', action: undone });
  });

  it('shows a person what somebody changed since, and then the card', async () => {
    const errors = [{ pointer: '/employer', code: 'changed_since', message: 'was changed since, of Zoë\nAng' }];
    const nat = asking().on(`POST /v1/actions/${actionId}/undo`, ({ body }) =>
      body['acceptChanges'] === true ? Response.json({ confirmation }) : refusal('action_changed_since', { errors }),
    );
    const { code, text } = await run(nat, ['--undo', actionId], { keys: ['c\r'] });
    expect(code).toBe(130);
    expect(text).toMatch(/! employer was changed since, of Zoë Ang\n[^]*┌ Tag 156 people/);
    await expect(run(nat, ['--undo', actionId, '--approve'])).rejects.toMatchObject({ code: 'action_changed_since' });
  });
});
