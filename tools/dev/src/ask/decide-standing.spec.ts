import {
  action,
  actionId,
  actionStream,
  confirmation,
  confirmationId,
  conversationId,
  FakeNat,
  queryId,
  toolCallId,
} from '../../test/fake-nat';
import { run, waiting } from '../../test/run-ask';

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
