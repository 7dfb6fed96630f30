/**
 * The mail server refuses this one recipient for good: no such mailbox, or one that takes nothing. Nobody who asks may be told,
 * for it says whether an address exists: a caller goes on as if the mail were on its way. The mailer has logged it.
 */
export class MailRefused extends Error {
  /** @param reason for the log: the server's code, never its words, which may hold the address. */
  constructor(reason: string) {
    super(`the recipient of a mail is refused: ${reason}`);
    this.name = 'MailRefused';
  }
}
