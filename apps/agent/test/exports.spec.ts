import type { NationSlug } from '@nat/contracts';
import { ManualClock } from '@nat/service-kit';
import { ScriptedModel } from '../src/model/scripted-model';
import { exportLifeMs } from '../src/tools/results/export-files';
import type { StoredExport } from '../src/tools/results/export.store';
import { ada, AgentProcess, aWorld, type World } from './agent-process';
import { inPieces } from './describe-exports';

const clock = new ManualClock('2026-11-20T10:00:00.000Z');
let world: World;
let agent: AgentProcess;
beforeAll(async () => {
  world = await aWorld(clock);
  agent = await AgentProcess.start(world, new ScriptedModel([]));
});
afterAll(async () => {
  await agent.close();
  await world.close();
});
const written = () => world.exports.of(ada).write('people-2026-11-20.csv', 1, inPieces('id,name\n', '7,Zoë\n'));

it('sends a file to its person as an attachment, whole and of known length', async () => {
  const { id, bytes } = await written();
  const answer = await agent.fetch(`/internal/exports/${id}`);
  expect(answer.status).toBe(200);
  expect(answer.message.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="people-2026-11-20.csv"',
    'content-length': String(bytes),
    'cache-control': 'no-store',
  });
  expect(await answer.text()).toBe('id,name\n7,Zoë\n');
});

it('answers another’s, an unknown, a malformed and an expired id alike', async () => {
  const { id } = await written();
  const unknown = `exp_${'0'.repeat(32)}`;
  const others = [
    agent.fetch(`/internal/exports/${id}`, { identity: { ...ada, userId: 'usr_bobbobbobbobbobbobbobbobbo' } }),
    agent.fetch(`/internal/exports/${id}`, { identity: { ...ada, nationSlug: 'other' as NationSlug } }),
    agent.fetch(`/internal/exports/${unknown}`),
    agent.fetch(`/internal/exports/..%2F${id}`),
  ];
  await clock.advance(exportLifeMs);
  const answers = await Promise.all([...others, agent.fetch(`/internal/exports/${id}`)]);
  const told = await Promise.all(
    answers.map(async answer => {
      const { code, status, detail } = await answer.json();
      return { code, status, detail };
    }),
  );
  for (const one of told) expect(one).toEqual({ ...told[0], code: 'not_found', status: 404 });
});

it('is for the gateway alone', async () => {
  const { id } = await written();
  expect((await agent.fetch(`/internal/exports/${id}`, { as: 'usage' })).status).toBe(403);
  expect((await agent.fetch(`/internal/exports/${id}`, { as: null })).status).toBe(401);
});

it('breaks the connection when the file cannot be read to its end', async () => {
  const { id } = await written();
  const file = (await world.exports.find(ada, id))!;
  const broken = async function* (): StoredExport['content'] & AsyncGenerator<Uint8Array, void> {
    yield Buffer.from('id,name\n');
    throw new Error('part 2 of an export is gone');
  };
  jest.spyOn(world.exports, 'find').mockResolvedValueOnce({ ...file, content: broken() });
  const answer = await agent.fetch(`/internal/exports/${id}`);
  await expect(answer.text()).rejects.toThrow('aborted');
});
