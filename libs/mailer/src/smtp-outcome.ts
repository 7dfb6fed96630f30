import { NoAnswer } from '@nat/service-kit';
import { MailRefused } from './mail-refused';

/** What nodemailer's errors tell that holds no address and no text: the step, and the server's answer where it gave one. */
interface SmtpFailure {
  /** Its own class of error, such as `ECONNECTION` or `EENVELOPE`. */
  code?: string;
  /** SMTP command that was answered. */
  command?: string;
  responseCode?: number;
  /** The whole answer. */
  response?: string;
}

/**
 * What a failed delivery means to whoever sends mail (RFC 5321 4.2, RFC 3463).
 *
 * @param handedOver whether the whole mail, its end included, had gone to the server. Without an answer after that it may have
 *   been accepted.
 */
export function smtpFailure(error: unknown, handedOver: boolean): MailRefused | NoAnswer {
  const failure = (error ?? {}) as SmtpFailure;
  const { code, command, responseCode } = failure;
  const status = enhancedStatus(failure);
  const reason = [code ?? 'unknown', responseCode, status, command && `at ${verbOf(command)}`];
  const words = reason.filter(each => each !== undefined).join(' ');
  if (refusesRecipient(failure, status)) return new MailRefused(words);
  return new NoAnswer('mail', words, { mayBeDone: handedOver && responseCode === undefined });
}

/** `RCPT TO` of `RCPT TO:<ada@example.org>`: an argument may hold an address. */
const verbOf = (command: string): string => /^[A-Z]*(?: [A-Z0-9-]+)?(?![^ :])/.exec(command)?.[0] ?? '';

/** `5.1.1` of `550 5.1.1 No such user`. */
function enhancedStatus({ response }: SmtpFailure): string | undefined {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
}

/** Of the addressing class: bad or ambiguous mailbox, bad system, moved, no mail taken there. 5.1.7 and 5.1.8 are the sender's. */
const recipientStatus = /^5\.(?:1\.(?:1|2|3|4|6|10)|2\.\d+|4\.\d+)$/;
/** Mailbox unavailable, not local, full, not allowed as a name. */
const recipientCodes = new Set([550, 551, 552, 553]);

/**
 * True where a permanent answer is about this recipient. A server that refuses everybody (relaying denied, not signed in, policy:
 * 5.7.x, 530, 535, 554) is an outage of ours: told as a refusal it would let all mail vanish without a sound.
 */
function refusesRecipient({ command, responseCode = 0 }: SmtpFailure, status: string | undefined): boolean {
  if (responseCode < 500) return false;
  if (status) return recipientStatus.test(status);
  return command === 'RCPT TO' && recipientCodes.has(responseCode);
}
