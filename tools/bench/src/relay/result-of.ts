import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Runs a file to its end in a process of its own, whose memory is its own, and answers the one thing it sends. */
export async function resultOf<Result>(file: URL, settings: Record<string, string>): Promise<Result> {
  const child = fork(fileURLToPath(file), {
    env: { ...process.env, ...settings },
    execArgv: ['--expose-gc', '--import', '@swc-node/register/esm-register'],
  });
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${file.pathname} ended with code ${code}`)));
  failed.catch(() => undefined); // it also exits after it went well
  const [result] = (await Promise.race([once(child, 'message'), failed])) as [Result];
  return result;
}

/** Hands the result of this process to {@link resultOf}. */
export function sendResult(result: object): void {
  process.send?.(result);
  process.disconnect();
}
