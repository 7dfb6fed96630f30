// npm run bench -- relay [--samples 200] [--no-stack] [--json] [--check]
// npm run bench -- nationbuilder [--records 100000] [--json] [--check]
// npm run bench -- tools [--people 100000] [--realistic] [--json] [--check]
// npm run bench -- tokens [--tokens 8000] [--rounds 3] [--json] [--check]
// npm run bench -- runtime [--samples 300] [--held 500] [--no-stack] [--json] [--check]
// Peers live in a package of their own, which only the bench installs.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit'] });
  if (error) throw error;
  return status ?? 1;
}

function installed() {
  const marker = `${here}node_modules/.package-lock.json`;
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(`${here}package-lock.json`).mtimeMs;
}

const benches = readdirSync(`${here}src`, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name);
const [name, ...options] = process.argv.slice(2);
if (!benches.includes(name)) {
  process.stderr.write(`Usage: npm run bench -- <${benches.join('|')}> [options]\n`);
  process.exit(2);
}
if (run(process.execPath, ['tools/dev/ensure-installed.mjs']) !== 0) process.exit(1);
if (!installed()) {
  process.stderr.write('Installing the peers of the bench ...\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  if (run(npm, ['ci', '--prefix', 'tools/bench', '--ignore-scripts', '--silent']) !== 0) process.exit(1);
}
process.exit(
  run(process.execPath, ['--import', '@swc-node/register/esm-register', `tools/bench/src/${name}/main.ts`, ...options]),
);
