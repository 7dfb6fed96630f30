import { EmailAddress } from '@nat/contracts';
import { isLoopback } from '@nat/service-kit';
import { z } from 'zod';

/** Who mails come from: an address, and a name of plain letters where there is one. */
export interface MailSender {
  name?: string;
  address: EmailAddress;
}

/** A mail server, and how it is talked to. */
export interface SmtpServer {
  host: string;
  port: number;
  /** True: TLS from the first byte. False: STARTTLS, which is demanded everywhere but on this machine. */
  secure: boolean;
  loopback: boolean;
  user?: string;
  password?: string;
}

/** `Nat <no-reply@example.org>`, or the address alone. The name needs no quoting and no encoding. */
const senderPattern = /^(?:([A-Za-z0-9][A-Za-z0-9 .'&-]{0,62}) <([^<>]+)>|([^<>]+))$/;

/** Reads `MAIL_FROM`; nothing where it is neither of the two forms. */
export function mailSender(from: string): MailSender | undefined {
  const [, name, named, bare] = senderPattern.exec(from) ?? [];
  const address = EmailAddress.safeParse(named ?? bare);
  return address.success ? { name, address: address.data } : undefined;
}

/**
 * Reads `MAIL_SMTP_URL`; nothing where it is not scheme, host, port and at most user and password. Read as an http address, so that
 * a host has one spelling: 127.1 is 127.0.0.1.
 */
export function smtpServer(url: string): SmtpServer | undefined {
  const [, scheme, rest] = /^(smtps?):\/\/([^/?#\\]+)\/?$/.exec(url) ?? [];
  if (!scheme || !rest || !URL.canParse(`http://${rest}`)) return undefined;
  const { hostname, port, username, password } = new URL(`http://${rest}`);
  const [user, pass] = [decoded(username), decoded(password)];
  if (user === undefined || pass === undefined) return undefined;
  const secure = scheme === 'smtps';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || (rest.endsWith(':80') ? 80 : secure ? 465 : 587)),
    secure,
    loopback: isLoopback(`http://${hostname}`) || /^127(?:\.\d+){3}$/.test(hostname),
    ...(user && { user }),
    ...(pass && { password: pass }),
  };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** The mail variables of a service that sends some. */
export const mailConfigShape = {
  MAIL_MODE: z.enum(['smtp', 'ses']).default('smtp').describe('Whether mail goes to an SMTP server or to Amazon SES'),
  MAIL_FROM: z
    .string()
    .refine(from => mailSender(from) !== undefined, 'must be an address, or a name and an address: Nat <no-reply@example.org>')
    .default('Nat <no-reply@nat.example>')
    .describe('Sender of mails; production needs its own'),
  MAIL_SMTP_URL: z
    .string()
    .refine(url => smtpServer(url) !== undefined, 'must be smtp://host:port, or smtps:// for TLS from the start')
    .default('smtp://127.0.0.1:4713')
    .describe(
      'Mail server, for mode smtp: `smtp://` takes STARTTLS, `smtps://` TLS from the start; the sandbox mailbox unless told',
    ),
  MAIL_SMTP_USER: z.string().min(1).optional().describe('User at the mail server, where not in its address'),
  MAIL_SMTP_PASSWORD: z.string().min(1).optional().describe('Password at the mail server, where not in its address'),
};

/** The mail part of a service's configuration. */
export type MailConfig = z.output<z.ZodObject<typeof mailConfigShape>>;

/** Domains that nobody can own (RFC 2606, RFC 6761). */
const reserved = /\.(?:test|example|invalid|localhost|local)$|@(?:.+\.)?example\.(?:com|net|org)$/;

/** One line for each thing that keeps mail from being sent, or from being sent safely. */
export function mailProblems(config: MailConfig & { NODE_ENV: string }): (string | undefined)[] {
  const production = config.NODE_ENV === 'production';
  const problems = config.MAIL_MODE === 'smtp' ? smtpProblems(config, production) : [];
  if (production && reserved.test(mailSender(config.MAIL_FROM)!.address))
    problems.push('MAIL_FROM: production needs an address of its own');
  return problems;
}

function smtpProblems(config: MailConfig, production: boolean): string[] {
  const { user, password, loopback } = smtpServer(config.MAIL_SMTP_URL)!;
  const problems: string[] = [];
  if (production && loopback) problems.push('MAIL_SMTP_URL: production needs a mail server that is not on this machine');
  if (config.MAIL_SMTP_USER && user) problems.push('MAIL_SMTP_USER: is in MAIL_SMTP_URL already');
  if (config.MAIL_SMTP_PASSWORD && password) problems.push('MAIL_SMTP_PASSWORD: is in MAIL_SMTP_URL already');
  if (Boolean(config.MAIL_SMTP_USER ?? user) !== Boolean(config.MAIL_SMTP_PASSWORD ?? password))
    problems.push('MAIL_SMTP_USER: user and password go together');
  return problems;
}
