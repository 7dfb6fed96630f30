import { describeMailer } from '../test/describe-mailer';
import { InMemoryMailer } from './in-memory-mailer';

describeMailer('in memory', async () => {
  const mailer = new InMemoryMailer();
  return {
    mailer,
    delivered: async to => mailer.mailsTo(to).map(({ subject, text, html }) => ({ subject, text, html })),
    refuse: async address => mailer.refuse(address),
    fail: async fault => mailer.fail(fault),
  };
});
