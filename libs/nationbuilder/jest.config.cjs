module.exports = { ...require('../../jest.preset.js'), displayName: 'nationbuilder', rootDir: __dirname };
