import { ConfigurationError, envConfig, type Environment } from '@nat/service-kit';
import { z } from 'zod';
import { mailConfigShape, mailProblems, mailSender, smtpServer } from './mail.config';

class Config extends envConfig({ NODE_ENV: z.string(), ...mailConfigShape }, config => mailProblems(config)) {}

function problems(environment: Environment): readonly string[] {
  try {
    new Config({ NODE_ENV: 'test', ...environment });
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
}

const production = {
  NODE_ENV: 'production',
  MAIL_FROM: 'Nat <no-reply@nat-mail.org>',
  MAIL_SMTP_URL: 'smtps://mail.nat-mail.org',
};

it('sends to the sandbox mailbox of this machine unless told otherwise', () => {
  const config = new Config({ NODE_ENV: 'development' });
  expect(smtpServer(config.MAIL_SMTP_URL)).toEqual({ host: '127.0.0.1', port: 4713, secure: false, loopback: true });
  expect(mailSender(config.MAIL_FROM)).toEqual({ name: 'Nat', address: 'no-reply@nat.example' });
});

it.each([
  [{}],
  [{ MAIL_SMTP_URL: 'smtp://mail.nat-mail.org:587', MAIL_SMTP_USER: 'nat', MAIL_SMTP_PASSWORD: 'secret' }],
  [{ MAIL_SMTP_URL: 'smtps://nat:secret@mail.nat-mail.org' }],
  [{ MAIL_SMTP_URL: 'smtps://nat@mail.nat-mail.org', MAIL_SMTP_PASSWORD: 'secret' }],
  [{ MAIL_MODE: 'ses', MAIL_SMTP_URL: undefined }],
])('is usable in production: %j', changes => expect(problems({ ...production, ...changes })).toEqual([]));

it.each([
  [{ MAIL_SMTP_URL: undefined }, 'MAIL_SMTP_URL: production needs a mail server that is not on this machine'],
  [{ MAIL_SMTP_URL: 'smtp://localhost:25' }, 'MAIL_SMTP_URL'],
  [{ MAIL_SMTP_URL: 'smtp://LOCALHOST' }, 'MAIL_SMTP_URL'],
  [{ MAIL_SMTP_URL: 'smtp://127.1:25' }, 'MAIL_SMTP_URL'],
  [{ MAIL_SMTP_URL: 'smtp://127.0.0.2' }, 'MAIL_SMTP_URL'],
  [{ MAIL_SMTP_URL: 'smtp://2130706433' }, 'MAIL_SMTP_URL'],
  [{ MAIL_SMTP_URL: 'smtps://[::1]' }, 'MAIL_SMTP_URL'],
  [{ MAIL_FROM: undefined }, 'MAIL_FROM: production needs an address of its own'],
  [{ MAIL_FROM: 'nat@example.com' }, 'MAIL_FROM'],
  [{ MAIL_FROM: 'nat@mail.test' }, 'MAIL_FROM'],
  [{ MAIL_MODE: 'ses', MAIL_FROM: 'nat@nat.invalid' }, 'MAIL_FROM'],
  [{ MAIL_SMTP_USER: 'nat' }, 'user and password go together'],
  [{ MAIL_SMTP_PASSWORD: 'secret' }, 'user and password go together'],
  [
    { MAIL_SMTP_URL: 'smtps://nat:secret@mail.nat-mail.org', MAIL_SMTP_USER: 'other' },
    'MAIL_SMTP_USER: is in MAIL_SMTP_URL already',
  ],
  [{ MAIL_SMTP_URL: 'smtps://nat:secret@mail.nat-mail.org', MAIL_SMTP_PASSWORD: 'other' }, 'MAIL_SMTP_PASSWORD: is in'],
])('is refused in production: %j', (changes, problem) => {
  expect(problems({ ...production, ...changes }).join()).toContain(problem);
});

it.each([
  [{ MAIL_MODE: 'sendmail' }],
  [{ MAIL_FROM: 'canary' }],
  [{ MAIL_FROM: 'Nat <no-reply@nat.example>, Eve <eve@evil.example>' }],
  [{ MAIL_FROM: 'Nat\r\nBcc: eve@evil.example <no-reply@nat.example>' }],
  [{ MAIL_FROM: '"Nat" <no-reply@nat.example>' }],
  [{ MAIL_FROM: 'Nat <no-reply@localhost>' }],
  [{ MAIL_SMTP_URL: '127.0.0.1:25' }],
  [{ MAIL_SMTP_URL: 'http://127.0.0.1:25' }],
  [{ MAIL_SMTP_URL: 'smtp:///' }],
  [{ MAIL_SMTP_URL: 'smtp://mail.example.org:99999' }],
  [{ MAIL_SMTP_URL: 'smtp://mail.example.org?tls.rejectUnauthorized=false' }],
  [{ MAIL_SMTP_URL: 'smtp://mail.example.org/?requireTLS=false' }],
  [{ MAIL_SMTP_URL: 'smtp://mail.example.org/#x' }],
  [{ MAIL_SMTP_URL: 'smtp://nat:%ff@mail.example.org' }],
  [{ MAIL_SMTP_URL: 'smtp://mail.example.org\\@127.0.0.1' }],
])('is not read at all: %j', changes => {
  const [problem] = problems(changes);
  expect(problem).toContain(Object.keys(changes)[0]);
  for (const value of Object.values(changes)) expect(problem).not.toContain(value);
});

it.each([
  ['smtp://mail.example.org', { host: 'mail.example.org', port: 587, secure: false, loopback: false }],
  ['smtps://mail.example.org/', { host: 'mail.example.org', port: 465, secure: true, loopback: false }],
  ['smtp://Mail.Example.org:80', { host: 'mail.example.org', port: 80, secure: false, loopback: false }],
  ['smtp://127.example.org', { host: '127.example.org', port: 587, secure: false, loopback: false }],
  ['smtps://[2001:db8::1]:2465', { host: '2001:db8::1', port: 2465, secure: true, loopback: false }],
  ['smtps://n%40t:p%3Ass%2Fw@mail.example.org', { user: 'n@t', password: 'p:ss/w' }],
])('reads %s', (url, server) => expect(smtpServer(url)).toMatchObject(server));
