import type { ReceivedMail } from './read-mail';

const mostMails = 500;
/** Characters of text and HTML that all mails together may hold. */
const mostCharacters = 32 * 1024 * 1024;

/** The mails that came, in memory: the newest 500, and less where they are long. */
export class Mailbox {
  private mails: ReceivedMail[] = [];
  private characters = 0;
  private lastId = 0;

  add(mail: Omit<ReceivedMail, 'id'>): ReceivedMail {
    const kept = { id: ++this.lastId, ...mail };
    this.mails.push(kept);
    this.characters += sizeOf(kept);
    while (this.mails.length > mostMails || this.characters > mostCharacters) this.characters -= sizeOf(this.mails.shift()!);
    return kept;
  }

  /** Newest first. @param to delivered to this address, letter case aside; all unless told. */
  list(to?: string): ReceivedMail[] {
    const wanted = to?.toLowerCase();
    const found = this.mails.filter(mail => wanted === undefined || mail.to.some(each => each.toLowerCase() === wanted));
    return found.reverse();
  }

  get(id: number): ReceivedMail | undefined {
    return this.mails.find(mail => mail.id === id);
  }

  /** Forgets all mails; ids go on. */
  clear(): void {
    this.mails = [];
    this.characters = 0;
  }
}

const sizeOf = ({ text, html = '' }: ReceivedMail): number => text.length + html.length;
