import type { ChildProcess } from 'node:child_process';
import { startProgram } from './start-program';

/** The Claude double as a process of its own, for specs of apps and libs, which may not import tools. Its planner answers. */
export class ClaudeDouble {
  private constructor(
    /** Base URL for the SDK. */
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<ClaudeDouble> {
    const { child, said } = await startProgram('tools/sandbox/src/claude/main.ts', /listening on (http:\S+)/);
    return new ClaudeDouble(said[1]!, child);
  }

  /** Turns for the next requests, before the planner is asked; the double's README tells what may stand in one. */
  async script(turns: readonly object[]): Promise<void> {
    const answer = await fetch(`${this.url}/__sandbox/claude/script`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(turns),
    });
    if (!answer.ok) throw new Error(`the Claude double refused turns: ${answer.status} ${await answer.text()}`);
  }

  stop(): void {
    this.child.kill();
  }
}
