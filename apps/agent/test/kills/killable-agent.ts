import { eventually, type FastClock, NationBuilderDouble } from '@nat/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { AgentProcess, agentEnvironment, aWorld, type World } from '../agent-process';

const workspace = resolve(__dirname, '../../../..');

/** Everything around an agent that is killed: its table and bus, its siblings, its nation. They live on. */
export interface Surroundings {
  world: World;
  double: NationBuilderDouble;
  clock: FastClock;
  aws: string;
}

/** @param large people of the nation. */
export async function surroundings(clock: FastClock, aws: string, large: number): Promise<Surroundings> {
  const [world, double] = await Promise.all([aWorld(clock), NationBuilderDouble.start('2026-06-15T12:00:00Z', 1, large)]);
  const accessToken = await double.accessToken('ada', 'large');
  world.siblings.accessToken = () => ({
    body: { accessToken, generation: 1, connectionKind: 'nation', usableUntil: '2099-01-01T00:00:00.000Z' },
  });
  world.settings = { NATIONBUILDER_ORIGIN_TEMPLATE: double.originTemplate };
  return { world, double, clock, aws };
}

/** An agent as a process of its own, which can be killed as a power cut does. */
export class KillableAgent {
  private constructor(
    private readonly child: ChildProcess,
    /** Calls it as the gateway does. */
    readonly http: AgentProcess,
  ) {}

  static async start({ world, clock, aws }: Surroundings): Promise<KillableAgent> {
    const { factor, since } = clock;
    const given = JSON.stringify({ environment: agentEnvironment(world, aws), factor, since });
    const program = ['--import', '@swc-node/register/esm-register', 'apps/agent/test/kills/agent-child.ts'];
    const env = { ...process.env, AGENT_CHILD: given };
    const child = spawn(process.execPath, program, { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (said += String(text)));
    const url = await eventually(
      async () => {
        const [, found] = /listening on (http:\S+)/.exec(said) ?? [];
        if (!found) throw new Error(`the agent has not started (${child.exitCode}):\n${said.slice(-4_000)}`);
        return found;
      },
      { timeoutMs: 60_000 },
    );
    return new KillableAgent(child, AgentProcess.at(url, world));
  }

  /** Resolves when it is gone. */
  kill(): Promise<void> {
    return new Promise(gone => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) return gone();
      this.child.once('exit', () => gone());
      this.child.kill('SIGKILL');
    });
  }
}
