/** What a process under test does: it tells its address once, and how much processor time it used whenever it is asked. */
export function serveAs(start: () => Promise<string>): void {
  process.on('message', message => {
    if (message === 'cpu') process.send?.({ cpu: process.cpuUsage() });
  });
  // The bench is gone: nobody will ask again.
  process.on('disconnect', () => process.exit(0));
  start().then(
    url => process.send?.({ url }),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
}

/** Setting handed over in the environment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
