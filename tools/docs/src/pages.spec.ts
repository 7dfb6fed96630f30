import { allEvents } from '@nat/contracts';
import { z } from 'zod';
import { configurationPage } from './configuration-page';
import { eventSchemas, eventsPage } from './events-page';
import { toolsPage } from './tools-page';

it('lists every event with who publishes it and who reacts', () => {
  const page = eventsPage({ billing: ['nat.usage.recorded.v1'], usage: [] });
  for (const { detailType, type } of allEvents)
    expect(page).toContain(`| [${detailType}](#${detailType.toLowerCase()}) | \`${type}\``);
  expect(page).toContain('`nat.usage.recorded.v1` | usage | billing |');
  expect(page).toContain('| auth | nobody yet |');
});

it('keeps the schema of every version, so that a change of one shows', () => {
  expect(Object.keys(JSON.parse(eventSchemas()) as object)).toEqual(allEvents.map(({ type }) => type));
});

it('tells of each variable its default, or that it has none, and its meaning', () => {
  const schema = z.object({
    KEY: z.string().describe('A secret'),
    PORT: z.coerce.number().default(4202).describe('HTTP | port'),
    URL: z.url().optional().describe('An address'),
  });
  const page = configurationPage({ usage: { schema } });
  expect(page).toContain('| `KEY` | **required** | A secret |');
  expect(page).toContain('| `PORT` | `4202` | HTTP \\| port |');
  expect(page).toContain('| `URL` | none | An address |');
});

it('tells of each tool what it does, its tier, how it is taken back, and which parameters it must have', () => {
  const look = { name: 'list_x', effect: 'read', operations: ['listLists'] };
  const change = { name: 'drop_x', effect: 'critical', undo: { class: 'none' }, operations: ['deleteList'] };
  const definitions = [look, change].map(({ name }) => ({
    name,
    description: `Does ${name} | well.`,
    input_schema: { properties: { id: {}, sort_by: {} }, required: ['id'] },
  }));
  const page = toolsPage({ definitions, find: name => [look, change].find(tool => tool.name === name) as never });
  expect(page).toContain('2 tools, the same for every nation and role, reach 2 of 190 operations');
  expect(page).toContain('| `list_x` | Does list_x \\| well. | **id**, sort\\_by |');
  expect(page).toContain('| `drop_x` | Does drop_x \\| well. | always asks | not | **id**, sort\\_by |');
});
