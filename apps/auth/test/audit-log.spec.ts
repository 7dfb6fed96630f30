import 'reflect-metadata';
import type { AuditChain, AuditLogItem, AuditLogPage, NationSlug, Role } from '@nat/contracts';
import { SeededRng, type ServiceIdentity } from '@nat/service-kit';
import { PrivateServiceKey, ServiceTokens } from '@nat/session';
import { AuditChainer } from '../src/audit/audit-chainer';
import { type AuditEntry, auditEntry, type AuditFacts } from '../src/audit/audit-entry';
import { mostLookedAt } from '../src/audit/audit-page';
import { AuditService } from '../src/audit/audit.service';
import { demo } from './audit-chains';
import type { Answer, AuthProcess, World } from './auth-process';
import { useAuth } from './use-auth';

const path = '/internal/audit-log';
const rng = new SeededRng(3);
const [ada, bo] = ['usr_0000000000000000000000000a', 'usr_0000000000000000000000000b'] as const;
let world: World;
let auth: AuthProcess;

useAuth(started => void ({ auth, world } = started));

function identity(userId: string = ada, role: Role = 'admin', nationSlug: NationSlug = demo): ServiceIdentity {
  return { userId, sessionId: 'ses_0123456789abcdefghjkmnpqrs', nationSlug, role };
}

type Get = <Body = AuditLogPage & { code: string }>(query?: string, as?: ServiceIdentity) => Promise<Answer<Body>>;
const get: Get = (query = '', as = identity()) => auth.call(path + query, { as: 'api-gateway', identity: as });

/** Entries a minute apart, each with its facts. */
async function wrote(...all: AuditFacts[]): Promise<AuditEntry[]> {
  const written: AuditEntry[] = [];
  for (const facts of all) {
    const entry = auditEntry(facts, { clock: world.clock, rng });
    world.audit.add(demo, entry);
    written.push(entry);
    await world.clock.advance(60_000);
  }
  return written;
}
const removed = (actor: string): AuditFacts => ({ type: 'member.removed', subject: 'usr_x', actor, data: { role: 'member' } });
const refreshed: AuditFacts = { type: 'connection.refreshed', subject: 'con_1' };
const lost: AuditFacts = { type: 'connection.reauth_required', subject: 'con_1', outcome: 'failed' };
const idsOf = ({ items }: { items: AuditLogItem[] }): string[] => items.map(({ auditId }) => auditId);
const reversed = (entries: AuditEntry[]): string[] => entries.map(({ auditId }) => auditId).toReversed();
const chain = (): Promise<void> => auth.app.get(AuditChainer).sweep();

it('shows who did what to what, when and with what outcome, newest first', async () => {
  const [first, second] = await wrote(removed(ada), lost);
  await chain();
  const { status, body } = await get();
  expect(status).toBe(200);
  const { expiresAt: _, ...shown } = first!;
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
  expect(body).toEqual({
    items: [expect.objectContaining({ auditId: second!.auditId, sequence: 2 }), { ...shown, sequence: 1, hash }],
    nextCursor: null,
  });
});

it('shows an entry before it is chained', async () => {
  await wrote(refreshed);
  expect((await get()).body.items[0]).not.toHaveProperty('sequence');
});

it.each<[string, (all: AuditEntry[]) => string, number[]]>([
  ['one type', () => 'type=connection.refreshed', [1, 3]],
  ['everything that happens to a thing', () => 'type=connection', [1, 2, 3]],
  ['one person', () => `actor=${bo}`, [4]],
  ['one person and thing', () => `actor=${ada}&type=connection`, []],
  ['a beginning', all => `from=${all[3]!.time}`, [3, 4]],
  ['an end', all => `to=${all[3]!.time}`, [0, 1, 2]],
  ['both, in another spelling', all => `from=${all[1]!.time.replace('.000', '')}&to=${all[3]!.time}`, [1, 2]],
  ['a time that ends before it begins', all => `from=${all[3]!.time}&to=${all[1]!.time}`, []],
])('is narrowed to %s', async (_, query, expected) => {
  const all = await wrote(removed(ada), refreshed, lost, refreshed, removed(bo));
  const { body } = await get(`?${query(all)}`);
  expect(idsOf(body)).toEqual(reversed(expected.map(index => all[index]!)));
});

it.each([
  'type=member.promoted',
  'type=nothing',
  'actor=ada',
  'from=yesterday',
  'to=2026-01-01',
  'limit=0',
  'limit=101',
  'user=x',
])('refuses %s', async query => expect(await get(`?${query}`)).toMatchObject({ status: 422, body: { code: 'invalid' } }));

describe('pages', () => {
  it('follow each other without gap or double, also while entries come in', async () => {
    const all = await wrote(...Array.from({ length: 7 }, () => refreshed));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: Answer<AuditLogPage> = await get(`?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...idsOf(body));
      cursor = body.nextCursor;
      await wrote(refreshed);
    } while (cursor);
    expect(seen).toEqual(reversed(all));
  });

  it('have cursors that are good for this caller, nation and filter alone', async () => {
    await wrote(refreshed, refreshed, refreshed);
    const { body } = await get('?limit=1&type=connection');
    const cursor = `limit=1&type=connection&cursor=${body.nextCursor}`;
    expect((await get(`?${cursor}`)).status).toBe(200);
    const refused = { status: 400, body: { code: 'cursor_invalid' } };
    expect(await get(`?${cursor}`, identity(bo))).toMatchObject(refused);
    expect(await get(`?${cursor}`, identity(ada, 'admin', 'other' as NationSlug))).toMatchObject(refused);
    expect(await get(`?${cursor.replace('connection', 'member')}`)).toMatchObject(refused);
    expect(await get(`?cursor=${Buffer.from('HEAD').toString('base64url')}`)).toMatchObject(refused);
  });

  it('look at a bounded number of entries, however rare what is sought', async () => {
    const [rare] = await wrote(removed(ada));
    const common = auditEntry(refreshed, { clock: world.clock, rng });
    for (let number = 0; number < mostLookedAt; number++)
      world.audit.add(demo, { ...common, auditId: `aud_${String(number).padStart(32, '9')}` });
    const first = (await get(`?actor=${ada}`)).body;
    expect(first).toEqual({ items: [], nextCursor: expect.any(String) as string });
    const second = (await get(`?actor=${ada}&cursor=${first.nextCursor}`)).body;
    expect([idsOf(second), second.nextCursor]).toEqual([[rare!.auditId], null]);
  });
});

it('keeps entries for 13 months and not a second longer, though their rows may still be there', async () => {
  const [old] = await wrote(refreshed);
  await chain();
  await world.clock.advance(397 * 86_400_000 - 60_000 - 1);
  expect(idsOf((await get()).body)).toEqual([old!.auditId]);
  await world.clock.advance(1);
  expect((await get()).body.items).toEqual([]);
  expect((await get<AuditChain>('/chain')).body).toEqual({ intact: true, waiting: 0 });
  await wrote(lost);
  await chain();
  expect((await get<AuditChain>('/chain')).body).toMatchObject({ intact: true, from: 2, to: 2 });
});

describe('the file', () => {
  const file = (query = ''): Promise<Response> => raw(`/export${query}`, identity());

  it('is CSV with a line for each entry that matches', async () => {
    const [first] = await wrote(removed(ada), refreshed);
    await chain();
    const answer = await file('?type=member');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit-log-demo.csv"');
    const { hash } = (await get('?type=member')).body.items[0]!;
    const line = `1,${first!.time},${first!.auditId},member.removed,${ada},usr_x,succeeded,,none,"{""role"":""member""}",${hash}`;
    const head = 'sequence,time,auditId,type,actor,subject,outcome,network,requestId,data,hash';
    expect(await bytesOf(answer)).toBe(`\ufeff${head}\r\n${line}\r\n`);
  });

  it('makes no formula of what somebody managed to get into the log', async () => {
    await wrote({ ...removed(ada), subject: '=HYPERLINK("http://evil.example")' });
    expect(await bytesOf(await file())).toContain(`,"'=HYPERLINK(""http://evil.example"")",`);
  });

  it('holds a log of many pages whole', async () => {
    const common = auditEntry(refreshed, { clock: world.clock, rng });
    for (let number = 0; number < 1_203; number++)
      world.audit.add(demo, { ...common, auditId: `aud_${String(number).padStart(32, '0')}` });
    const lines = (await bytesOf(await file())).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1_204);
    expect(new Set(lines).size).toBe(1_204);
  });

  it('has no pages to ask for', async () => {
    for (const query of ['?limit=5', '?cursor=x']) expect((await file(query)).status).toBe(422);
  });
});

/** The body with its byte order mark, which `text()` would drop. */
async function bytesOf(answer: Response): Promise<string> {
  return Buffer.from(await answer.arrayBuffer()).toString();
}

describe('the chain', () => {
  it('is intact when nothing was touched, and says where it begins and ends', async () => {
    await wrote(refreshed, lost);
    await chain();
    await wrote(refreshed);
    const { body } = await get<AuditChain>('/chain');
    const { hash } = (await get('?type=connection.reauth_required')).body.items[0]!;
    expect(body).toEqual({ intact: true, from: 1, to: 2, hash, waiting: 1 });
  });

  it('is read once for all who ask while it is read', async () => {
    await wrote(refreshed);
    await chain();
    const read = jest.spyOn(world.audit, 'read');
    const service = auth.app.get(AuditService);
    const verdicts = await Promise.all(Array.from({ length: 5 }, () => service.check(identity())));
    expect(new Set(verdicts.map(verdict => verdict.intact))).toEqual(new Set([true]));
    expect(read).toHaveBeenCalledTimes(1);
    await service.check(identity());
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('names the first place where somebody changed what was written', async () => {
    await wrote(refreshed, removed(ada), lost);
    await chain();
    const [, second] = world.audit.entries(demo);
    (second as { actor: string }).actor = bo;
    expect((await get<AuditChain>('/chain')).body).toEqual({ intact: false, brokenAt: 2, problem: 'altered' });
  });
});

describe.each(['', '/export', '/chain'])('%s', end => {
  it('is for owner and admins', async () => {
    for (const role of ['owner', 'admin'] as const) expect((await raw(end, identity(ada, role))).status).toBe(200);
    for (const role of ['member', 'read_only'] as const)
      expect(await get(end, identity(ada, role))).toMatchObject({ status: 403, body: { code: 'role_required' } });
  });

  it('is for the gateway alone, on behalf of somebody, and shows no other nation', async () => {
    await wrote(refreshed);
    expect((await auth.call(path + end, { as: 'agent', identity: identity() })).status).toBe(403);
    expect((await auth.call(path + end, { as: 'api-gateway' })).status).toBe(401);
    expect((await auth.call(path + end, { as: null })).status).toBe(401);
    const elsewhere = await raw(end, identity(ada, 'owner', 'other' as NationSlug));
    expect(await elsewhere.text()).not.toContain('con_1');
  });
});

/** The answer as it comes: not every one is JSON. */
async function raw(end: string, as: ServiceIdentity): Promise<Response> {
  const { clock, keys } = world;
  const privateKeyJwk = PrivateServiceKey.parse(JSON.parse(keys.privateKeys['api-gateway']));
  const tokens = new ServiceTokens({ service: 'api-gateway', privateKeyJwk, clock, rng });
  return fetch(`${auth.url}${path}${end}`, { headers: { authorization: `Bearer ${await tokens.token('auth', as)}` } });
}
