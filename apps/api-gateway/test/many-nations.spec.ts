import 'reflect-metadata';
import type { SessionCheckAnswer } from '@nat/contracts';
import { sendJson } from './fake-sibling';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();
const list = { items: [], nextCursor: null };

/** What auth knows now, whatever a token says. */
let live: Record<string, SessionCheckAnswer['role']>;

beforeEach(() => {
  live = { demo: 'member', other: 'admin', joined: 'admin' };
  gateway.stack.auth.answer('GET /internal/members', 200, list);
  gateway.stack.auth.on('POST /internal/sessions/check', ({ body }, response) => {
    const { nationSlug = '' } = body as { nationSlug?: string };
    sendJson(response, 200, { active: true, role: live[nationSlug] });
  });
});

async function members(nations: Record<string, 'member' | 'admin'>, selected?: string): Promise<Response> {
  const authorization = `Bearer ${await gateway.stack.token({ nations })}`;
  return gateway.stack.request('GET', '/v1/members', {
    headers: { authorization, ...(selected && { 'x-nat-nation-slug': selected }) },
  });
}
const asked = () => gateway.stack.auth.callsTo('GET /internal/members').map(({ claims }) => [claims['nation'], claims['role']]);

it('is told which nation is meant when there are several', async () => {
  await expectProblem(await members({ demo: 'member', other: 'admin' }), 400, 'nation_required');
  expect(asked()).toEqual([]);
});

it('switches between nations by the header, each with its own live role', async () => {
  const nations = { demo: 'admin', other: 'admin' } as const;
  await expectProblem(await members(nations, 'demo'), 403, 'role_required');
  expect((await members(nations, 'other')).status).toBe(200);
  expect(asked()).toEqual([['other', 'admin']]);
});

it.each<Record<string, 'member'>>([{}, { demo: 'member' }])(
  'asks auth about a nation that a token of %j does not name',
  async nations => {
    expect((await members(nations, 'joined')).status).toBe(200);
    await expectProblem(await members(nations, 'strangers'), 403, 'forbidden');
    expect(asked()).toEqual([['joined', 'admin']]);
  },
);

it('lets a removed member do nothing 30 seconds later, by a token that still names them', async () => {
  expect((await members({ joined: 'admin' })).status).toBe(200);
  live['joined'] = undefined;
  await gateway.stack.clock.advance(30_000);
  await expectProblem(await members({ joined: 'admin' }), 403, 'forbidden');
});
