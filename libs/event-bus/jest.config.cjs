module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'event-bus',
  globalSetup: require.resolve('../../tools/jest/start-local-aws.cjs'),
  rootDir: __dirname,
};
