module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'billing',
  rootDir: __dirname,
  globalSetup: require.resolve('./test/start-doubles.cjs'),
};
