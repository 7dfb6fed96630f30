import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { startProgram } from './start-program';

const workspace = join(__dirname, '../../..');
const bundleOf = (pid: string): string => join(workspace, `node_modules/.cache/nat-bundles/${pid}.mjs`);

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'nat-program-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function program(text: string): string {
  const script = join(folder, 'program.ts');
  writeFileSync(script, text);
  return relative(workspace, script);
}

it('runs a program with its arguments until its standard input is closed', async () => {
  const script = program(`
    const told: string = process.argv.slice(2).join(' ');
    process.stdin.resume().once('close', () => process.exit(7));
    process.stdout.write(process.pid + ' ' + told + ' ready\\n');
  `);
  const { child, said } = await startProgram(script, /^(\d+) (.*) ready/, ['--more', '1']);
  expect(said.slice(1)).toEqual([String(child.pid), '--port 0 --with-parent --more 1']);
  const ended = once(child, 'exit');
  child.stdin!.end();
  expect(await ended).toEqual([7, null]);
});

it('tells what a program said that ended instead, and leaves nothing of it behind', async () => {
  const script = program(`console.error('no room for ' + process.pid); process.exit(3);`);
  const failure = await startProgram(script, /ready/).catch((error: Error) => error.message);
  expect(failure).toMatch(/\(exit code 3\):\nno room for \d+\n$/);
  const [pid] = /\d+(?=\n$)/.exec(failure as string)!;
  expect(existsSync(bundleOf(pid))).toBe(false);
});
