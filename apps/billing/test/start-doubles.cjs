// Jest globalSetup: the AWS endpoint of every integration spec, and a Stripe double of this run's own.
// Services may not import tools, so the double is another process, reached by its address as in production.
const startLocalAws = require('../../../tools/jest/start-local-aws.cjs');
const { startProgram } = require('../../../libs/testing/src/start-program.ts');

module.exports = async function startDoubles() {
  const double = startProgram('tools/sandbox/src/stripe/main.ts', /stripe double listening on (http:\S+)/);
  const [{ said }] = await Promise.all([double, startLocalAws()]);
  process.env.STRIPE_DOUBLE_URL = said[1];
};
