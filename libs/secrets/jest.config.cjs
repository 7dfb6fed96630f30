module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'secrets',
  globalSetup: require.resolve('../../tools/jest/start-local-aws.cjs'),
  rootDir: __dirname,
};
