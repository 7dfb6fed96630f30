// Makes calls as whoever is signed in, and prints how each went. node tools/jest/run-bundled.mjs tools/dev/test/renewing-process.ts FOLDER GATEWAY CALLS
import { NatProblem } from '@nat/client';
import { keptClient } from '../src/ask/sign-in/kept-session';

const [folder = '', gateway = '', calls = '1'] = process.argv.slice(2);
const client = keptClient({ folder, gateway });
const results = await Promise.allSettled(Array.from({ length: Number(calls) }, () => client.me()));
for (const result of results) {
  const reason: unknown = result.status === 'rejected' && result.reason;
  process.stdout.write(`${reason === false ? 'ok' : reason instanceof NatProblem ? reason.code : String(reason)}\n`);
}
