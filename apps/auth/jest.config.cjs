module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'auth',
  rootDir: __dirname,
  globalSetup: require.resolve('../../tools/jest/start-local-aws.cjs'),
  // Our own endpoint has no user pools; MiniStack has, and `.ci/run` runs the suites against it.
  testPathIgnorePatterns: process.env.AWS_ENDPOINT_NAME === 'ministack' ? [] : ['/cognito\\.int\\.spec\\.ts$'],
};
