import { parseArgs } from 'node:util';
import { startClaude } from './start-claude';

// node --import @swc-node/register/esm-register tools/sandbox/src/claude/main.ts [--port 4800] [--with-parent]
const { values } = parseArgs({ options: { port: { type: 'string', default: '4800' }, 'with-parent': { type: 'boolean' } } });
const claude = await startClaude({ port: Number(values.port) });
process.stdout.write(`claude double listening on ${claude.url}\n`);
const end = (): void => void claude.close().finally(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
// The parent's death closes our standard input: no orphan stays behind a killed test run.
if (values['with-parent']) process.stdin.once('close', end).resume();
