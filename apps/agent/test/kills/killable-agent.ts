import { type FastClock, KillableService, NationBuilderDouble } from '@nat/testing';
import { AgentProcess, agentEnvironment, aWorld, type World } from '../agent-process';

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
    private readonly service: KillableService,
    /** Calls it as the gateway does. */
    readonly http: AgentProcess,
  ) {}

  static async start({ world, clock, aws }: Surroundings): Promise<KillableAgent> {
    const service = await KillableService.start('apps/agent/test/kills/agent-child.ts', agentEnvironment(world, aws), clock);
    return new KillableAgent(service, AgentProcess.at(service.url, world));
  }

  /** Resolves when it is gone. */
  kill(): Promise<void> {
    return this.service.kill();
  }
}
