module.exports = { ...require('../../jest.preset.js'), displayName: 'nationbuilder-check', rootDir: __dirname };
