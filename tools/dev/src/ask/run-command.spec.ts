import {
  actionId,
  carriedOut,
  confirmation,
  confirmationId,
  conversationId,
  FakeNat,
  held,
  notCarriedOut,
  type Told,
  toolCallId,
} from '../../test/fake-nat';
import { run, waiting } from '../../test/run-ask';

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
