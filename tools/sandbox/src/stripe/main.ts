import { parseArgs } from 'node:util';
import { startStripe } from './stripe.server';

// node --import @swc-node/register/esm-register tools/sandbox/src/stripe/main.ts [--port 4712] [--state file] [--with-parent]
const { values } = parseArgs({
  options: { port: { type: 'string', default: '4712' }, state: { type: 'string' }, 'with-parent': { type: 'boolean' } },
});
const stripe = await startStripe({ port: Number(values.port), stateFile: values.state });
process.stdout.write(`stripe double listening on ${stripe.url}\n`);
const end = (): void => void stripe.close().finally(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
// The parent's death closes our standard input: no orphan stays behind a killed test run.
if (values['with-parent']) process.stdin.once('close', end).resume();
