import type { Environment } from '@nat/service-kit';
import { AuthConfig } from '../src/auth.config';
import { aWorld, environmentOf } from './auth-process';

async function problems(changes: Environment): Promise<string> {
  const environment = environmentOf(await aWorld(), 'http://127.0.0.1:4711/n/{slug}');
  try {
    new AuthConfig({ ...environment, ...changes });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

it('starts with what the development stack sets', async () => {
  expect(await problems({})).toBe('');
});

it('names everything that is missing, and shows no value', async () => {
  const message = await problems({
    NATIONBUILDER_MODE: undefined,
    NATIONBUILDER_CLIENT_SECRET: '',
    SERVICE_PRIVATE_KEY: '{"kty":"EC","d":"canary"}',
    AWS_REGION: undefined,
    NODE_ENV: undefined,
  });
  for (const name of ['NATIONBUILDER_MODE', 'NATIONBUILDER_CLIENT_SECRET', 'SERVICE_PRIVATE_KEY', 'AWS_REGION', 'NODE_ENV']) {
    expect(message).toContain(name);
  }
  expect(message).not.toContain('canary');
});

it.each([
  ['a double', {}, 'NATIONBUILDER_MODE: production accepts only live'],
  ['development service keys', {}, 'SERVICE_PRIVATE_KEY: is a development key'],
  ['the development issuer', {}, 'SESSION_ISSUER: production needs its own issuer'],
  ['a callback without TLS', {}, 'NATIONBUILDER_REDIRECT_URI: production needs its own https address'],
  ['the mailbox of this machine', {}, 'MAIL_SMTP_URL: production needs a mail server that is not on this machine'],
  ['a loopback vendor', { NATIONBUILDER_MODE: 'live' }, 'NATIONBUILDER_ORIGIN_TEMPLATE'],
])('refuses %s in production', async (_, changes, problem) => {
  expect(await problems({ NODE_ENV: 'production', ...changes })).toContain(problem);
});

it.each([
  ['a double that is not on this machine', { NATIONBUILDER_ORIGIN_TEMPLATE: 'https://{slug}.evil.example' }],
  ['a double without the slug in its address', { NATIONBUILDER_ORIGIN_TEMPLATE: 'http://127.0.0.1:4711' }],
  ['a double without an address', { NATIONBUILDER_ORIGIN_TEMPLATE: undefined }],
  ['the key of another service', {}],
])('refuses %s', async (what, changes: Environment) => {
  const world = await aWorld();
  const another = what.startsWith('the key') ? { SERVICE_PRIVATE_KEY: world.keys.privateKeys.agent } : {};
  expect(await problems({ ...changes, ...another })).not.toBe('');
});
