// Not named jest.config: processes are stopped for minutes, which does not belong to `npm test`.
module.exports = {
  ...require('./jest.config.cjs'),
  displayName: 'auth chaos',
  testMatch: ['<rootDir>/test/**/*.chaos.ts'],
  testTimeout: 20 * 60_000,
};
