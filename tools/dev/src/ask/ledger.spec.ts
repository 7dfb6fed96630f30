import { action, actionId, actionStream, confirmation, confirmationId, FakeNat, refusal } from '../../test/fake-nat';
import { run } from '../../test/run-ask';

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
