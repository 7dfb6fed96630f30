import PostalMime from 'postal-mime';

/** A mail as it came, read. */
export interface ReceivedMail {
  /** Counts from 1 and is never used twice. */
  readonly id: number;
  /** When it was taken; RFC 3339. */
  readonly at: string;
  /** Header `From`, with its name. */
  readonly from: string;
  /** Whom it was delivered to, by the envelope: what the headers say decides nothing. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId?: string;
  readonly text: string;
  readonly html?: string;
}

/** Strict bounds for a parser that is fed by anybody on this machine. */
const bounds = { maxNestingDepth: 8, maxHeadersSize: 32_768, maxRfc822NestingDepth: 0 };

/** Reads the content of a mail. Rejects when it is no mail within the bounds. */
export async function readMail(content: Buffer): Promise<Pick<ReceivedMail, 'from' | 'subject' | 'messageId' | 'text' | 'html'>> {
  const { from, subject, messageId, text, html } = await PostalMime.parse(content, bounds);
  const sender = from?.name && from.address ? `${from.name} <${from.address}>` : (from?.address ?? from?.name ?? '');
  return { from: sender, subject: subject ?? '', messageId, text: text ?? '', html };
}
