module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'usage',
  rootDir: __dirname,
  globalSetup: require.resolve('../../tools/jest/start-local-aws.cjs'),
};
