import { parseArgs } from 'node:util';
import { startMail } from './start-mail';

// node --import @swc-node/register/esm-register tools/sandbox/src/mail/main.ts [--port 4714] [--smtp-port 4713] [--with-parent]
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4714' },
    'smtp-port': { type: 'string', default: '4713' },
    'with-parent': { type: 'boolean' },
  },
});
const mail = await startMail({ port: Number(values.port), smtpPort: Number(values['smtp-port']) });
process.stdout.write(`mailbox listening on ${mail.url} and ${mail.smtpUrl}\n`);
const end = (): void => void mail.close().finally(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
// The parent's death closes our standard input: no orphan stays behind a killed test run.
if (values['with-parent']) process.stdin.once('close', end).resume();
