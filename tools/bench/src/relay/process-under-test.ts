import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

interface Message {
  url?: string;
  cpu?: NodeJS.CpuUsage;
}

/** A server in a process of its own, so that its processor time is its own. */
export class ProcessUnderTest {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Starts a file beside this one and waits until it listens. */
  static async start(file: string, settings: Record<string, string> = {}): Promise<ProcessUnderTest> {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...settings },
      execArgv: ['--import', '@swc-node/register/esm-register'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.on('message', ({ url: told }: Message) => told && resolve(told));
      child.once('exit', code => reject(new Error(`${file} ended with code ${code}`)));
    });
    return new ProcessUnderTest(child, url);
  }

  /** Microseconds of processor time, user and system, since it began. */
  async cpu(): Promise<number> {
    this.child.send('cpu');
    const [{ cpu }] = (await once(this.child, 'message')) as [Message];
    if (!cpu) throw new Error('expected a processor time');
    return cpu.user + cpu.system;
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }
}
