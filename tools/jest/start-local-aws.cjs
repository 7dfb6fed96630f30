// Jest globalSetup for projects with *.int.spec.ts: one AWS endpoint for the run, in memory, on any free port.
// With AWS_ENDPOINT_URL set (MiniStack, DynamoDB Local, a shared endpoint) nothing is started and the specs run against that.
// The child is told to end with its standard input (--with-parent), so neither a crash nor a kill of Jest leaves an orphan.
const { spawn } = require('node:child_process');
const { join } = require('node:path');

const workspace = join(__dirname, '../..');
const startMilliseconds = 30_000; // on a busy machine; less than half a second otherwise

/** Dummy values, so that no profile of the developer is ever read. */
const settings = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

function start() {
  const program = [join(__dirname, 'run-bundled.mjs'), join(workspace, 'tools/local-aws/src/main.ts')];
  const child = spawn(process.execPath, [...program, '--port', '0', '--with-parent'], {
    cwd: workspace,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = reason => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`local-aws did not start (${reason}):\n${said}`));
    };
    const timer = setTimeout(() => fail(`nothing heard for ${startMilliseconds} ms`), startMilliseconds);
    const listen = text => {
      said += text;
      const url = /local-aws listening on (http:\S+)/.exec(said)?.[1];
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
    globalThis.__localAws = child;
  });
}

module.exports = async function startLocalAws() {
  for (const [name, value] of Object.entries(settings)) process.env[name] ||= value;
  process.env.AWS_ENDPOINT_URL ||= await start();
};
