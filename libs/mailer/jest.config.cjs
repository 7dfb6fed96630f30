module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'mailer',
  rootDir: __dirname,
};
