import { parseArgs } from 'node:util';
import { startNationBuilder } from './start-nationbuilder';

// node --import @swc-node/register/esm-register tools/sandbox/src/nationbuilder/main.ts [--port 4713] [--seed 1] [--now ISO]
//   [--large 100000] [--quick] [--with-parent]; --large adds a nation of so many people, --quick takes away latency and rate limits, for specs
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4713' },
    seed: { type: 'string', default: '1' },
    now: { type: 'string' },
    large: { type: 'string', default: '0' },
    quick: { type: 'boolean' },
    'with-parent': { type: 'boolean' },
  },
});
const quick = values.quick ? { latency: [0, 0] as const, rateLimit: { perToken: 1e9, perAddress: 1e9 } } : {};
const nations = await startNationBuilder({
  port: Number(values.port),
  seed: Number(values.seed),
  now: values.now,
  large: Number(values.large),
  ...quick,
});
process.stdout.write(`nationbuilder double listening on ${nations.url} with the control key ${nations.controlKey}\n`);
const end = (): void => void nations.close().finally(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
// The parent's death closes our standard input: no orphan stays behind a killed test run.
if (values['with-parent']) process.stdin.once('close', end).resume();
