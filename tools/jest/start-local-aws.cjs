// Jest globalSetup for projects with *.int.spec.ts: one AWS endpoint for the run, in memory, on any free port.
// With AWS_ENDPOINT_URL set (MiniStack, DynamoDB Local, a shared endpoint) nothing is started and the specs run against that.
const { startProgram } = require('../../libs/testing/src/start-program.ts');

/** Dummy values, so that no profile of the developer is ever read. */
const settings = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

async function start() {
  const { said } = await startProgram('tools/local-aws/src/main.ts', /local-aws listening on (http:\S+)/);
  return said[1];
}

module.exports = async function startLocalAws() {
  for (const [name, value] of Object.entries(settings)) process.env[name] ||= value;
  process.env.AWS_ENDPOINT_URL ||= await start();
};
