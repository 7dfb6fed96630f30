import type { AwsOptions } from '@nat/dynamo';
import { type MailConfig, mailSender, smtpServer } from './mail.config';
import type { Mailer } from './mailer';
import { SesMailer } from './ses-mailer';
import { SmtpMailer } from './smtp-mailer';

/** The mailer that a checked configuration asks for. It connects with its first mail, so a service starts while mail is down. */
export function mailerFrom(config: MailConfig, aws: AwsOptions): Mailer {
  const sender = mailSender(config.MAIL_FROM)!;
  if (config.MAIL_MODE === 'ses') return SesMailer.at(aws, sender);
  const server = smtpServer(config.MAIL_SMTP_URL)!;
  const user = config.MAIL_SMTP_USER ?? server.user;
  const password = config.MAIL_SMTP_PASSWORD ?? server.password;
  return new SmtpMailer({ ...server, user, password }, sender);
}
