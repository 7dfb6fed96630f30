import { BadRequestException, SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { type AwsOptions, clientSettings } from '@nat/dynamo';
import { NoAnswer } from '@nat/service-kit';
import type { MailSender } from './mail.config';
import { MailRefused } from './mail-refused';
import type { MailMessage } from './mail-message';
import { Mailer } from './mailer';

/** {@link Mailer} over the API of Amazon SES (version 2), which knows no idempotency key and chooses the Message-ID itself. */
export class SesMailer extends Mailer {
  private readonly from: string;

  constructor(
    private readonly client: SESv2Client,
    { name, address }: MailSender,
  ) {
    super();
    this.from = name ? `"${name}" <${address}>` : address;
  }

  /** The mailer of an AWS account: 10 s for an answer, one try. */
  static at(aws: AwsOptions, sender: MailSender): SesMailer {
    return new SesMailer(new SESv2Client(clientSettings(aws)), sender);
  }

  protected async deliver({ to, subject, text, html }: MailMessage): Promise<void> {
    const command = new SendEmailCommand({
      FromEmailAddress: this.from,
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: {
          Subject: utf8(subject),
          Body: { Text: utf8(text), ...(html !== undefined && { Html: utf8(html) }) },
          Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
        },
      },
    });
    await this.client.send(command).catch((error: unknown) => Promise.reject(sesFailure(error)));
  }

  protected disconnect(): Promise<void> {
    this.client.destroy();
    return Promise.resolve();
  }
}

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** Errors before anything was sent: in the code, the name or the words of an error, depending on who threw it. */
const notSent = /\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CredentialsProviderError)\b/;

/**
 * What an error of SES means. SES takes nearly every address and tells later what became of it; `BadRequestException` is left for
 * an address that it cannot write to at all. `MessageRejected`, a paused account and an unverified sender concern all mail: they
 * are an outage of ours, told in the log.
 */
function sesFailure(error: unknown): MailRefused | NoAnswer {
  const { name = 'unknown', code = '', message = '', $metadata } = (error ?? {}) as SesError;
  const status = $metadata?.httpStatusCode;
  if (error instanceof BadRequestException) return new MailRefused(`${name} ${status}`);
  const answered = status !== undefined;
  const unsent = answered ? status < 500 || status === 503 : notSent.test(`${code} ${name} ${message}`);
  const reason = [name, code, status ?? 'without an answer'].filter(part => part !== '').join(' ');
  return new NoAnswer('mail', reason, { mayBeDone: !unsent });
}

interface SesError {
  name?: string;
  code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number };
}
