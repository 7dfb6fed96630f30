import { parseArgs } from 'node:util';
import { startLocalAws } from './local-aws';

const sweepMilliseconds = 60_000;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4566' },
    folder: { type: 'string' },
    'with-parent': { type: 'boolean', default: false },
  },
});

try {
  const localAws = await startLocalAws({ port: Number(values.port), folder: values.folder });
  const sweep = (): void => void localAws.sweepTimeToLive(Date.now()).catch((error: unknown) => console.error(error));
  setInterval(sweep, sweepMilliseconds).unref();
  const end = (): void => void localAws.close().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (values['with-parent']) process.stdin.resume().once('close', end);
  console.log(`local-aws listening on ${localAws.endpoint}`); // last: whoever reads it may signal us
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
