import { action, actionId, actionStream, carriedOut, FakeNat, started, type Told, toolCallId } from '../../test/fake-nat';
import { type Circumstances, run, waiting } from '../../test/run-ask';

/** A step whose change works on when its query ends. */
const goesOn = (id = actionId): Told => [
  'tool.completed',
  { toolCallId, ok: true, summary: 'goes on', links: [], actionId: id, undoable: false, background: true },
];

it('follows what works on in the background to its own end', async () => {
  const nat = new FakeNat()
    .asks(started, goesOn(), carriedOut.at(-1)!)
    .on(`GET /v1/actions/${actionId}/events`, () => actionStream(action, 40, 90))
    .answer(`GET /v1/actions/${actionId}`, action);
  const { code, text } = await run(nat, ['Tag them']);
  expect(code).toBe(0);
  expect(text).toMatch(/42 of 156[^]*92 of 156[^]*Tagged 154 of 156, 2 had it already[^]*--undo/);
  const { text: json } = await run(nat, ['--json', 'Tag them']);
  expect(JSON.parse(json)).toMatchObject({ actions: [{ background: true, account: { status: 'completed', done: 154 } }] });
});

describe('leaving what works on in the background', () => {
  const left = async (more: Circumstances): Promise<string> => {
    const cancel = new AbortController();
    const nat = new FakeNat()
      .asks(started, goesOn(), carriedOut.at(-1)!)
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
  const nat = new FakeNat()
    .asks(started, goesOn(other), goesOn(), ...carriedOut.slice(-2))
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
