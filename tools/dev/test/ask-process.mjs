import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs `ask` against a stack, with a state folder of its own. `ended` resolves to its exit code and all it wrote; `address` to the
 * one it wants opened in a browser.
 */
export function ask(folder, { urls }, ...given) {
  const args = ['--import', '@swc-node/register/esm-register', 'src/ask.ts', '--url', urls.gateway, ...given];
  const env = { ...process.env, NAT_FOLDER: folder, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const child = spawn(process.execPath, args, { cwd: join(import.meta.dirname, '..'), env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', errors: '' };
  child.stdout.on('data', text => (said.out += text));
  child.stderr.on('data', text => (said.errors += text));
  const ended = new Promise(resolve => child.once('close', code => resolve({ code, ...said })));
  const address = async () => {
    while (!/http\S+/.test(said.errors)) {
      if (child.exitCode !== null) throw new Error(`ask ${given.join(' ')} ended: ${said.errors}`);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    return /http\S+/.exec(said.errors)[0];
  };
  return { ended, address };
}
