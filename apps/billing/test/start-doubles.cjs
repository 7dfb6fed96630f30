// Jest globalSetup: the AWS endpoint of every integration spec, and a Stripe double of this run's own.
// Services may not import tools, so the double is another process, reached by its address as in production.
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const startLocalAws = require('../../../tools/jest/start-local-aws.cjs');

const workspace = join(__dirname, '../../..');
const startMilliseconds = 30_000;

function startStripe() {
  const program = ['tools/jest/run-bundled.mjs', 'tools/sandbox/src/stripe/main.ts'];
  const parameters = [...program, '--port', '0', '--with-parent'];
  const child = spawn(process.execPath, parameters, { cwd: workspace, stdio: ['pipe', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = reason => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`the Stripe double did not start (${reason}):\n${said}`));
    };
    const timer = setTimeout(() => fail(`nothing heard for ${startMilliseconds} ms`), startMilliseconds);
    const listen = text => {
      said += text;
      const url = /stripe double listening on (http:\S+)/.exec(said)?.[1];
      if (!url) return;
      clearTimeout(timer);
      // Jest may exit while the child lives; the closed standard input then ends the child.
      for (const handle of [child, child.stdin, child.stdout, child.stderr]) handle.unref();
      resolve(url);
    };
    child.once('error', error => fail(error.message));
    child.once('exit', code => fail(`exit code ${code}`));
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    globalThis.__stripeDouble = child;
  });
}

module.exports = async function startDoubles() {
  const [url] = await Promise.all([startStripe(), startLocalAws()]);
  process.env.STRIPE_DOUBLE_URL = url;
};
