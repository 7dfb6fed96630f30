/** Mails an address gets within an hour on behalf of browsers that it was never signed in from. */
export const strangersMailsPerHour = 6;
/** Wrong codes for one address within a day after which mails hold a link alone. */
export const wrongCodesPerDay = 20;

export interface MailHistory {
  /** Mails of the last hour that strangers asked for, without this one. */
  mails: number;
  /** Wrong codes of the last day, whoever typed them. */
  wrongCodes: number;
  /** True for a browser that this very account was signed in from before. */
  knownBrowser: boolean;
}

/**
 * What is mailed when somebody asks to sign in with an address. Nobody can lock somebody else out: a stranger who floods or
 * guesses uses up the strangers' share, while the owner's own browsers go on, and takes away the code that can be guessed,
 * while the link that cannot be still comes.
 */
export function mailFor({ mails, wrongCodes, knownBrowser }: MailHistory): 'code_and_link' | 'link' | 'nothing' {
  if (!knownBrowser && mails >= strangersMailsPerHour) return 'nothing';
  return wrongCodes >= wrongCodesPerDay ? 'link' : 'code_and_link';
}
