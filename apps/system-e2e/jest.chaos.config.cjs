module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'chaos',
  testMatch: ['<rootDir>/src/**/*.chaos.ts'],
  testTimeout: 30 * 60_000,
};
