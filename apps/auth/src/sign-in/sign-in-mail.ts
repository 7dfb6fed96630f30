import type { MailMessage } from '@nat/mailer';

/** The mail that ends a sign-in. It says what it is for and what to do when it was not asked for; it holds no other link. */
export function signInMail({ link, code }: { link: string; code?: string }): Pick<MailMessage, 'subject' | 'text'> {
  const ways = code
    ? [`Your code: ${code}`, '', 'Type it where you are signing in, or open this link in the same browser:']
    : ['Open this link in the browser where you are signing in:'];
  const what = code ? 'them' : 'it';
  const text = [
    'Somebody, probably you, is signing in to Nat with this address.',
    '',
    ...ways,
    link,
    '',
    `${code ? 'Both are' : 'It is'} good for 10 minutes and for one use. Nat never asks you for ${what} by phone or chat.`,
    `If it was not you, do nothing: without ${what} nobody gets in.`,
    '',
  ].join('\n');
  return { subject: code ? `${code} is your Nat sign-in code` : 'Your Nat sign-in link', text };
}
