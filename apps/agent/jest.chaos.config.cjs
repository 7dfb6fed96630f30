// Not named jest.config: processes are killed for minutes, which does not belong to `npm test`.
module.exports = {
  ...require('./jest.config.cjs'),
  displayName: 'agent kills',
  testMatch: ['<rootDir>/test/**/*.chaos.ts'],
  testTimeout: 20 * 60_000,
};
