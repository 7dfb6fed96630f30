module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'dynamo',
  globalSetup: require.resolve('../../tools/jest/start-local-aws.cjs'),
  rootDir: __dirname,
};
