import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));

/** A program that runs, and its words that told so. */
export interface StartedProgram {
  child: ChildProcess;
  said: RegExpExecArray;
}

/**
 * Starts a TypeScript program of the workspace on any free port, as a process of its own: for specs that may not import it, and
 * for Jest's `globalSetup`. It is told to end with its standard input (`--with-parent`), so neither a crash nor a kill of Jest
 * leaves an orphan. Rejects with all it said when it ends, or is silent for 30 s.
 *
 * @param script its file, from the root of the workspace.
 * @param ready what it says as soon as it can be asked.
 */
export function startProgram(script: string, ready: RegExp, parameters: readonly string[] = []): Promise<StartedProgram> {
  const program = ['tools/jest/run-bundled.mjs', script, '--port', '0', '--with-parent', ...parameters];
  return startNode({ script, program, ready, patienceMs: 30_000 }); // on a busy machine; less than half a second otherwise
}

interface NodeProcess {
  /** What it is called in errors. */
  script: string;
  /** Arguments of Node, in the root of the workspace. */
  program: readonly string[];
  ready: RegExp;
  /** Milliseconds until it must have said so. */
  patienceMs: number;
  /** Variables added to those of this process. */
  env?: Record<string, string>;
}

/** Starts Node with its standard input open. Rejects with all it said when it ends, or is silent for too long; then it is gone. */
export function startNode({ script, program, ready, patienceMs, env }: NodeProcess): Promise<StartedProgram> {
  const variables = { ...process.env, ...env };
  const child = spawn(process.execPath, program, { cwd: workspace, env: variables, stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout, stderr } = child;
  return new Promise((resolve, reject) => {
    let said = '';
    const leave = (): void => {
      clearTimeout(timer);
      child.removeAllListeners('close');
      // Read on, to no end: a full pipe would hold the child up.
      for (const output of [stdout, stderr]) output.off('data', listen).resume();
    };
    const fail = (reason: string): void => {
      leave();
      child.kill('SIGKILL');
      reject(new Error(`${script} did not start (${reason}):\n${said}`));
    };
    const timer = setTimeout(() => fail(`nothing heard for ${patienceMs} ms`), patienceMs);
    const listen = (text: Buffer): void => {
      said += String(text);
      const match = ready.exec(said);
      if (!match) return;
      leave();
      // Jest may exit while the child lives; the closed standard input then ends the child.
      for (const handle of [child, stdin, stdout, stderr] as { unref?(): void }[]) handle.unref?.();
      resolve({ child, said: match });
    };
    child.once('error', error => fail(error.message));
    // Not `exit`: its last words may not have been read by then.
    child.once('close', code => fail(`exit code ${code}`));
    stdout.on('data', listen);
    stderr.on('data', listen);
  });
}
