import { allEvents } from '@nat/contracts';
import { z } from 'zod';
import { configurationPage } from './configuration-page';
import { eventSchemas, eventsPage } from './events-page';

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
