module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'local-aws',
  rootDir: __dirname,
  globalSetup: require.resolve('../../tools/jest/start-local-aws.cjs'),
};
