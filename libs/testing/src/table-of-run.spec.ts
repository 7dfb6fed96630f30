import { tableOfRun } from './table-of-run';

const definition = { name: 'nat-usage', indexes: [{ name: 'unsent' }], timeToLive: 'expiresAt' };

it('has the form of the service’s table, so that nothing in it is deleted by another clock than the spec’s', () => {
  expect(tableOfRun(definition)).toEqual({
    name: expect.stringMatching(/^nat-usage-[0-9a-f]{12}$/) as string,
    indexes: definition.indexes,
  });
});

it('has a name of its own each time', () => {
  expect(tableOfRun(definition).name).not.toBe(tableOfRun(definition).name);
});
