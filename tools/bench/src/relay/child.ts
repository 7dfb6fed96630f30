import type { Told } from './process-under-test';

/** What a process under test does: it tells its address once, and what it used whenever it is asked. */
export function serveAs(start: () => Promise<string>): void {
  const tell = (told: Told): void => void process.send?.(told);
  process.on('message', message => {
    if (message === 'cpu') tell({ cpu: process.cpuUsage() });
    if (message === 'memory') tell({ memory: memory() });
  });
  // The bench is gone: nobody will ask again.
  process.on('disconnect', () => process.exit(0));
  start().then(
    url => tell({ url }),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
}

/** What is alive after a collection of garbage. Twice, because what is only waited for by finalizers goes with the second. */
function memory(): NodeJS.MemoryUsage {
  globalThis.gc!();
  globalThis.gc!();
  return process.memoryUsage();
}

/** Setting handed over in the environment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
