import { EmailAddress, isPlainText } from '@nat/contracts';
import { z } from 'zod';
import { isPlainHtml } from './plain-html';

/** No control character and no separator of lines: what a header is made of must not be able to end it. */
const oneLine = /^\S[^\p{Cc}\p{Zl}\p{Zp}]*$/u;
/** Lines end with `\n` alone. A lone `\r` is read as an end of line by some servers and not by others, which smuggles mails. */
const lines = /^(?:[^\p{Cc}]|[\n\t])*$/u;

const body = z.string().min(1).max(20_000).regex(lines, 'must be text whose lines end with \\n').refine(isPlainText);

/**
 * One mail to one person. Plain text says everything; `html` says the same once more for those who prefer it, in a few tags
 * without style, picture or anything else that is fetched.
 */
export const MailMessage = z.strictObject({
  /** Names what this mail is about, such as `sign-in/<id>`: the same key is the same mail, whatever it says the second time. */
  messageKey: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 characters of ASCII without spaces'),
  to: EmailAddress,
  subject: z.string().max(200).regex(oneLine, 'must be one line').refine(isPlainText),
  text: body,
  html: body.refine(isPlainHtml, 'must be of a few plain tags, with links as the only attribute').optional(),
});
export type MailMessage = z.output<typeof MailMessage>;

/**
 * The mail as it may be sent. Throws what is wrong with it, naming fields and no content: a mail that does not fit is a defect of
 * whoever wrote it, not of the person it is for.
 */
export function checkedMail(message: MailMessage): MailMessage {
  const { data, error } = MailMessage.safeParse(message);
  if (data) return data;
  const fields = error.issues.map(({ path, code }) => `${path.join('.') || 'the whole'} (${code})`);
  throw new TypeError(`a mail cannot be sent as it was written: ${fields.join(', ')}`);
}
