import { generateServiceKeys } from '@nat/session';
import { AgentConfig } from './agent.config';

const given = {
  NODE_ENV: 'development',
  PORT: '4203',
  AWS_REGION: 'us-east-1',
  USAGE_URL: 'http://127.0.0.1:4202',
  AUTH_URL: 'http://127.0.0.1:4201',
  ANTHROPIC_MODE: 'double',
  ANTHROPIC_BASE_URL: 'http://127.0.0.1:4710',
  NATIONBUILDER_MODE: 'double',
  NATIONBUILDER_ORIGIN_TEMPLATE: 'http://127.0.0.1:4711/n/{slug}',
};
let keys: Record<string, string>;
beforeAll(async () => {
  const { privateKeys, publicKeys } = await generateServiceKeys(['agent']);
  keys = { SERVICE_PRIVATE_KEY: privateKeys.agent, SERVICE_PUBLIC_KEYS: publicKeys };
});
const config = (more: Record<string, string | undefined> = {}) => new AgentConfig({ ...given, ...keys, ...more });

it('takes the settings of a development stack', () => {
  expect(config()).toMatchObject({ ANTHROPIC_MODEL: 'claude-haiku-4-5', NATION_TIME_ZONE: 'UTC', HOST: '127.0.0.1' });
});

it.each([
  ['a missing mode', { ANTHROPIC_MODE: undefined }, 'ANTHROPIC_MODE: is missing'],
  ['live without a key', { ANTHROPIC_MODE: 'live', ANTHROPIC_BASE_URL: undefined }, 'ANTHROPIC_API_KEY: is required'],
  ['live at a loopback address', { ANTHROPIC_MODE: 'live', ANTHROPIC_API_KEY: 'k' }, 'ANTHROPIC_BASE_URL: live must not'],
  ['a double elsewhere', { ANTHROPIC_BASE_URL: 'https://api.example.com' }, 'ANTHROPIC_BASE_URL: a double needs a loopback'],
  [
    'a nation elsewhere',
    { NATIONBUILDER_ORIGIN_TEMPLATE: 'https://{slug}.example.com' },
    'NATIONBUILDER_ORIGIN_TEMPLATE: a double',
  ],
  ['a double in production', { NODE_ENV: 'production' }, 'ANTHROPIC_MODE: production accepts only live'],
  ['a model without a price', { ANTHROPIC_MODEL: 'claude-novel-1' }, 'ANTHROPIC_MODEL'],
  ['more processes than the limit can be divided among', { NATIONBUILDER_PROCESSES: '21' }, 'NATIONBUILDER_PROCESSES'],
  ['a zone that is none', { NATION_TIME_ZONE: 'Mars/Base' }, 'NATION_TIME_ZONE: must be an IANA time zone'],
])('refuses %s, naming it', (_, more, message) => {
  expect(() => config(more)).toThrow(message);
});
