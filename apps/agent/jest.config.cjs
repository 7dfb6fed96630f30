module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'agent',
  rootDir: __dirname,
  globalSetup: require.resolve('../../tools/jest/start-local-aws.cjs'),
};
