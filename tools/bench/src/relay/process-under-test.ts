import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a process under test says of itself. */
export interface Told {
  url?: string;
  cpu?: NodeJS.CpuUsage;
  memory?: NodeJS.MemoryUsage;
}

/** A server in a process of its own, so that its processor time and its memory are its own. */
export class ProcessUnderTest {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /**
   * Starts a file beside this one and waits until it listens. What it prints goes nowhere: the output is the figures.
   *
   * @param flags of Node, for a look inside with a profiler.
   */
  static async start(file: string, settings: Record<string, string> = {}, flags: string[] = []): Promise<ProcessUnderTest> {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...settings },
      execArgv: ['--expose-gc', ...flags, '--import', '@swc-node/register/esm-register'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.on('message', ({ url: told }: Told) => told && resolve(told));
      child.once('exit', code => reject(new Error(`${file} ended with code ${code}`)));
    });
    return new ProcessUnderTest(child, url);
  }

  /** Microseconds of processor time, user and system, since it began. */
  async cpu(): Promise<number> {
    const { user, system } = await this.told('cpu');
    return user + system;
  }

  /** Bytes after a collection of garbage: what JavaScript and its buffers hold, and what the operating system sees. */
  async memory(): Promise<{ live: number; process: number }> {
    const { heapUsed, external, rss } = await this.told('memory');
    return { live: heapUsed + external, process: rss };
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }

  private async told<What extends 'cpu' | 'memory'>(what: What): Promise<NonNullable<Told[What]>> {
    this.child.send(what);
    const [told] = (await once(this.child, 'message')) as [Told];
    const answer = told[what];
    if (!answer) throw new Error(`expected ${what}`);
    return answer;
  }
}
