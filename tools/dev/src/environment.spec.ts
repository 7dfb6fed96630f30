import { environmentOf } from './environment';
import { portsFrom, serviceKeys, services } from './settings';
import { chooseVendors } from './vendors';

const backends = {
  aws: 'http://127.0.0.1:1',
  claude: 'http://127.0.0.1:2',
  nationbuilder: 'http://127.0.0.1:3',
  stripe: 'http://127.0.0.1:4',
  smtp: 'smtp://127.0.0.1:5',
  mail: 'http://127.0.0.1:6',
};

const stackOf = async (ports = portsFrom({}), host: Record<string, string> = {}) => ({
  ports,
  backends,
  keys: await serviceKeys(),
  vendors: chooseVendors({}),
  logLevel: 'silent',
  host: host as NodeJS.ProcessEnv,
});

it('lets links of mails and the way back from NationBuilder lead to the gateway of this stack', async () => {
  const stack = await stackOf({ ...portsFrom({}), 'api-gateway': 4999 });
  expect(environmentOf('auth', stack)).toMatchObject({
    PUBLIC_ORIGIN: 'http://127.0.0.1:4999',
    NATIONBUILDER_REDIRECT_URI: 'http://127.0.0.1:4999/v1/auth/nationbuilder/callback',
  });
});

it('registers where people sign in to the console, at the services that ask, and nothing without one', async () => {
  const stack = { ...(await stackOf()), webOrigins: ['http://127.0.0.1:7', 'http://localhost:7'] };
  expect(environmentOf('auth', stack).WEB_REDIRECT_URIS).toBe('http://127.0.0.1:7/signed-in,http://localhost:7/signed-in');
  expect(environmentOf('api-gateway', stack).CORS_ORIGINS).toBe('http://127.0.0.1:7,http://localhost:7');
  expect(environmentOf('auth', await stackOf())).toMatchObject({ WEB_REDIRECT_URIS: '', CORS_ORIGINS: '' });
});

it('counts sign-ins as the surroundings say, where everybody comes from one address', async () => {
  const stack = await stackOf(undefined, { SIGN_INS_PER_MINUTE: '200' });
  expect(environmentOf('api-gateway', stack).SIGN_INS_PER_MINUTE).toBe('200');
  expect(environmentOf('api-gateway', await stackOf()).SIGN_INS_PER_MINUTE).toBeUndefined();
});

it('lets mail go to the mailbox of the stack alone, whatever the surroundings say', async () => {
  const host = { MAIL_MODE: 'ses', MAIL_SMTP_URL: 'smtps://mail.example.org', MAIL_SMTP_USER: 'nat' };
  const stack = await stackOf(undefined, host);
  for (const service of services) {
    const mail = Object.entries(environmentOf(service, stack)).filter(([name]) => name.startsWith('MAIL_'));
    expect(Object.fromEntries(mail)).toEqual({ MAIL_MODE: 'smtp', MAIL_SMTP_URL: backends.smtp });
  }
});
