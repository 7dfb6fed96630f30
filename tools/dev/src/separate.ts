import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { workspaceRoot } from './workspace-root';
import { environmentOf, type StackSettings } from './environment';
import { type ServiceName, services } from './settings';

/** How one service is started: its bundle where it was built, else its source. */
function command(service: ServiceName): { args: string[]; cwd: string } {
  const cwd = `${workspaceRoot}apps/${service}`;
  return existsSync(`${cwd}/dist/main.mjs`)
    ? { args: ['dist/main.mjs'], cwd }
    : { args: ['--import', '@swc-node/register/esm-register', 'src/main.ts'], cwd };
}

/**
 * Starts every service as a process of its own with nothing but its own settings in its environment.
 *
 * @returns the function that ends them: SIGTERM, a draining shutdown, SIGKILL after 35 s.
 */
export async function startSeparately(settings: StackSettings, host: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const children: ChildProcess[] = [];
  const close = async (): Promise<void> => {
    for (const child of [...children].reverse()) await end(child);
  };
  try {
    const readiness = services.map(service => {
      const { args, cwd } = command(service);
      const env = { ...basics(host), ...environmentOf(service, { ...settings, host }) } as NodeJS.ProcessEnv;
      const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
      children.push(child);
      return ready(service, child, settings.ports[service]);
    });
    await Promise.all(readiness);
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}

/** What any process needs of its surroundings; everything else a service is told. */
function basics({ PATH, HOME }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH, HOME, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' } as NodeJS.ProcessEnv;
}

/** Waits until the service says it is ready; fails at once when its process ends. */
async function ready(service: ServiceName, child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${service} ended with code ${child.exitCode ?? child.signalCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`${service} was not ready within 30 seconds`);
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise(resolve => {
    const kill = setTimeout(() => child.kill('SIGKILL'), 35_000);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
