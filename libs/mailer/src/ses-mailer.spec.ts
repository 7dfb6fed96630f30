import { EmailAddress } from '@nat/contracts';
import { aMail, describeMailer, outcomeOf } from '../test/describe-mailer';
import { SesDouble } from '../test/ses-double';
import { MailRefused } from './mail-refused';
import { SesMailer } from './ses-mailer';

const sender = { name: 'Nat', address: EmailAddress.parse('no-reply@nat.example') };
let double: SesDouble;
let endpoint: string;
beforeAll(async () => {
  double = new SesDouble();
  endpoint = await double.listen();
});
afterAll(() => double.close());

const mailerOf = (): SesMailer => SesMailer.at({ region: 'us-east-1', endpoint }, sender);

describeMailer('SES', async () => ({
  mailer: mailerOf(),
  delivered: async to => double.delivered(to),
  refuse: async address => double.refuse(address, { status: 400, exception: 'BadRequestException' }),
  fail: async fault => double.fail(fault === 'unavailable' ? { status: 429, exception: 'TooManyRequestsException' } : 'drop'),
}));

it('writes as the configured sender, and asks that no machine answers', async () => {
  const mailer = mailerOf();
  await mailer.send(aMail());
  expect(double.received.at(-1)).toMatchObject({
    FromEmailAddress: '"Nat" <no-reply@nat.example>',
    Content: { Simple: { Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }] } },
  });
  await mailer.close();
});

it.each([
  ['an address it cannot write to', 400, 'BadRequestException', 'refused'],
  ['a sender that is not verified', 400, 'MessageRejected', 'not sent'],
  ['a domain that is not verified', 400, 'MailFromDomainNotVerifiedException', 'not sent'],
  ['an account that is suspended', 400, 'AccountSuspendedException', 'not sent'],
  ['sending that is paused', 400, 'SendingPausedException', 'not sent'],
  ['a daily quota that is used up', 400, 'LimitExceededException', 'not sent'],
  ['a rate that is too high', 429, 'TooManyRequestsException', 'not sent'],
  ['a missing permission', 403, 'AccessDeniedException', 'not sent'],
  ['a service that is down', 503, 'ServiceUnavailable', 'not sent'],
  ['an error on its side', 500, 'InternalServiceErrorException', 'perhaps sent'],
])('tells %s (%i %s): %s', async (_, status, exception, expected) => {
  const mailer = mailerOf();
  double.fail({ status, exception });
  const outcome = await outcomeOf(mailer.send(aMail()));
  if (expected === 'refused') expect(outcome).toBeInstanceOf(MailRefused);
  else expect(outcome).toMatchObject({ code: 'dependency_unavailable', mayBeDone: expected === 'perhaps sent' });
  expect(String(outcome)).toContain(exception);
  await mailer.close();
});

it('surely sent nothing where nobody listens', async () => {
  const mailer = SesMailer.at({ region: 'us-east-1', endpoint: 'http://127.0.0.1:9' }, sender);
  expect(await outcomeOf(mailer.send(aMail()))).toMatchObject({ code: 'dependency_unavailable', mayBeDone: false });
  await mailer.close();
});
