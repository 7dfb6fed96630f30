import { settingOf } from './expressions';

it('sets what has a value, takes away what has none, and names both', () => {
  expect(settingOf({ name: 'Ada', count: 0, gone: undefined, past: undefined })).toEqual({
    expression: 'SET #name = :name, #count = :count REMOVE #gone, #past',
    names: { '#name': 'name', '#count': 'count', '#gone': 'gone', '#past': 'past' },
    values: { ':name': 'Ada', ':count': 0 },
  });
});

it('has no clause without attributes of it', () => {
  expect(settingOf({ a: false }).expression).toBe('SET #a = :a');
  expect(settingOf({ b: undefined })).toEqual({ expression: 'REMOVE #b', names: { '#b': 'b' }, values: {} });
});
