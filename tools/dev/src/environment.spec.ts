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

it('lets mail go to the mailbox of the stack alone, whatever the surroundings say', async () => {
  const host = { MAIL_MODE: 'ses', MAIL_SMTP_URL: 'smtps://mail.example.org', MAIL_SMTP_USER: 'nat' } as NodeJS.ProcessEnv;
  const stack = {
    ports: portsFrom({}),
    backends,
    keys: await serviceKeys(),
    vendors: chooseVendors({}),
    logLevel: 'silent',
    host,
  };
  for (const service of services) {
    const mail = Object.entries(environmentOf(service, stack)).filter(([name]) => name.startsWith('MAIL_'));
    expect(Object.fromEntries(mail)).toEqual({ MAIL_MODE: 'smtp', MAIL_SMTP_URL: backends.smtp });
  }
});
