import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from './eventually';
import { FastClock } from './fast-clock';
import { KillableService } from './killable-service';

const workspace = join(__dirname, '../../..');
const script = 'libs/testing/test/echo-service.ts';
const clock = new FastClock(10, 1_000);

it('runs on what it was given, stands still while it is stopped, and is gone when it was killed', async () => {
  const service = await KillableService.start(script, { COLOR: 'blue' }, clock);
  expect(await (await fetch(service.url)).json()).toEqual({ environment: { COLOR: 'blue' }, factor: 10, since: 1_000 });
  service.stop();
  await expect(fetch(service.url, { signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout');
  service.goOn();
  expect((await fetch(service.url)).status).toBe(200);
  service.stop();
  await service.kill();
  await service.kill();
  await expect(fetch(service.url)).rejects.toThrow('fetch failed');
}, 60_000);

it('says at once why it did not start', async () => {
  const environment = { REASON_NOT_TO_START: 'no room' };
  await expect(KillableService.start(script, environment, clock)).rejects.toThrow(/\(exit code 3\):\nno room\n$/);
}, 60_000);

it('ends with the process that started it, even when that is killed', async () => {
  const starter = `
    import { FastClock, KillableService } from '@nat/testing';
    console.log((await KillableService.start('${script}', {}, new FastClock(1, 0))).url);
    setInterval(() => undefined, 1_000);`;
  const program = ['--import', '@swc-node/register/esm-register', '--input-type=module', '--eval', starter];
  const parent = spawn(process.execPath, program, { cwd: workspace, stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(parent.stdout, 'data')).map(text => String(text).trim());
  expect((await fetch(url!)).status).toBe(200);
  parent.kill('SIGKILL');
  await eventually(() => expect(fetch(url!)).rejects.toThrow('fetch failed'));
}, 60_000);
