import type { Environment } from '@nat/service-kit';
import type { ChildProcess } from 'node:child_process';
import { FastClock } from './fast-clock';
import { startNode } from './start-program';

const variable = 'KILLABLE_SERVICE';

interface Given {
  environment: Environment;
  factor: number;
  since: number;
}

/**
 * A service as a process of its own, which can be made to stand still as a busy machine does, and killed as a power cut does.
 * Its script asks {@link givenToService} what it runs on, and says `listening on <url>`. It ends with the process of the spec.
 */
export class KillableService {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /**
   * Rejects with all it said when it does not start, within a minute.
   *
   * @param script its file, from the root of the workspace.
   * @param clock shared with it.
   */
  static async start(script: string, environment: Environment, { factor, since }: FastClock): Promise<KillableService> {
    const given: Given = { environment, factor, since };
    const { child, said } = await startNode({
      script,
      // Not bundled: Nest's modules do things when they are loaded.
      program: ['--import', '@swc-node/register/esm-register', script],
      ready: /listening on (http:\S+)/,
      patienceMs: 60_000,
      env: { [variable]: JSON.stringify(given) },
    });
    return new KillableService(child, said[1]!);
  }

  /** It stands still from now on; its connections stay open. */
  stop(): void {
    this.child.kill('SIGSTOP');
  }

  goOn(): void {
    this.child.kill('SIGCONT');
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

/** What {@link KillableService.start} was given, in the process that it started, which from now on ends with its parent. */
export function givenToService(): { environment: Environment; clock: FastClock } {
  const { environment, factor, since } = JSON.parse(process.env[variable] ?? '{}') as Given;
  process.stdin.resume().once('close', () => process.exit());
  return { environment, clock: new FastClock(factor, since) };
}
