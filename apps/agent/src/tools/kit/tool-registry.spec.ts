import { z } from 'zod';
import { catalog } from '../catalog';
import { defineTool } from './define-tool';
import { canonical, ToolRegistry } from './tool-registry';

const tool = (name: string, input: z.ZodType = z.strictObject({}), description = 'Does it.') =>
  defineTool({
    name,
    version: 1,
    effect: 'read',
    minRole: 'read_only',
    operations: [],
    description,
    input,
    title: () => name,
    run: async () => ({
      forModel: { data: null },
      summary: '',
      links: [],
    }),
  });

it('refuses two tools of one name, a missing description and an input that is not strict', () => {
  expect(() => new ToolRegistry([tool('a'), tool('a')])).toThrow('same name');
  expect(() => new ToolRegistry([tool('a', z.strictObject({}), ' ')])).toThrow('no description');
  expect(() => new ToolRegistry([tool('a', z.strictObject({ id: z.string() }))])).toThrow('a.id has no description');
  expect(() => new ToolRegistry([tool('a', z.looseObject({ id: z.string().describe('Id.') }))])).toThrow('unknown fields');
});

it('offers eight read tools with every parameter described', () => {
  expect(catalog.definitions.map(({ name }) => name)).toEqual([
    'get_signup',
    'list_donations',
    'list_event_rsvps',
    'list_events',
    'list_lists',
    'list_signup_taggings',
    'list_signup_tags',
    'list_signups',
  ]);
});

it('has no parameter that could name a host, a path, a header, a nation or a person of ours', () => {
  const names = JSON.stringify(catalog.definitions).match(/"(?:slug|host|url|path|header|token|user_?id|nation)":/gi);
  expect(names).toBeNull();
});

it('makes equal values equal text', () => {
  expect(JSON.stringify(canonical({ b: [{ d: 1, c: 2 }], a: 0 }))).toBe('{"a":0,"b":[{"c":2,"d":1}]}');
});
