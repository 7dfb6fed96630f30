import { EmailAddress } from '@nat/contracts';
import { NoAnswer } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import type { MailMessage } from '../src/mail-message';
import { MailRefused } from '../src/mail-refused';
import type { Mailer } from '../src/mailer';

/** One form of {@link Mailer} with what stands behind it. */
export interface MailerBench {
  mailer: Mailer;
  /** What came through to an address, oldest first. */
  delivered(to: EmailAddress): Promise<Pick<MailMessage, 'subject' | 'text' | 'html'>[]>;
  /** From now on this recipient is refused for good. */
  refuse(address: EmailAddress): Promise<void>;
  /** The next mail meets this. */
  fail(fault: 'unavailable' | 'answer_lost'): Promise<void>;
}

let count = 0;
/** A mail of its own, to an address of its own. */
export function aMail(changes: Partial<MailMessage> = {}): MailMessage {
  const number = (count += 1);
  const to = EmailAddress.parse(`ada.${number}@example.org`);
  return { messageKey: `test/${number}`, to, subject: 'Your code', text: 'Your code is 123456.\n', ...changes };
}

/** What sending a mail came to. */
export const outcomeOf = (sending: Promise<void>): Promise<unknown> =>
  sending.then(() => 'sent').catch((error: unknown) => error);

/** What every form of {@link Mailer} promises. `close` ends what stands behind the forms. */
export function describeMailer(form: string, make: () => Promise<MailerBench>): void {
  describe(`mailer, ${form}`, () => {
    let bench: MailerBench;
    let log: Record<string, unknown>[];
    beforeEach(async () => {
      log = [];
      const note = (line: Record<string, unknown>): void => void log.push(line);
      Logger.overrideLogger({ log: note, warn: note, error: note });
      bench = await make();
    });
    afterEach(() => bench.mailer.close());
    const send = (mail: MailMessage): Promise<unknown> => outcomeOf(bench.mailer.send(mail));

    it('delivers a mail as it was written', async () => {
      const mail = aMail({
        subject: 'Приглашение: Zoë & Søren “Austin” 🎉',
        text: 'Zoë,\n\n.a line that begins with a dot\n..\n.\nFrom the start\n\tand a tab 🎉\n',
        html: '<p>Zoë,</p><p><a href="https://nat.example/join#t">Join</a></p>',
      });
      expect(await send(mail)).toBe('sent');
      const [{ subject, text, html }] = (await bench.delivered(mail.to)) as [MailMessage];
      // MIME may end a part with one line more.
      expect({ subject, text: text.trimEnd(), html: html?.trimEnd() }).toEqual({
        subject: mail.subject,
        text: mail.text.trimEnd(),
        html: mail.html,
      });
    });

    it('delivers a mail without HTML as plain text alone', async () => {
      const mail = aMail();
      await send(mail);
      expect(await bench.delivered(mail.to)).toEqual([{ subject: mail.subject, text: mail.text, html: undefined }]);
    });

    it('delivers a mail once, however often and however much at once its key is sent', async () => {
      const mail = aMail();
      const outcomes = await Promise.all([1, 2, 3].map(() => send(mail)));
      outcomes.push(await send({ ...mail, text: 'The same key says that it is the same mail.' }));
      expect(outcomes).toEqual(['sent', 'sent', 'sent', 'sent']);
      expect(await bench.delivered(mail.to)).toHaveLength(1);
    });

    it('sends two mails of two keys to one address', async () => {
      const mail = aMail();
      await send(mail);
      await send({ ...mail, messageKey: aMail().messageKey });
      expect(await bench.delivered(mail.to)).toHaveLength(2);
    });

    it('tells a recipient that is refused for good apart, and goes on with others', async () => {
      const [refused, taken] = [aMail(), aMail()];
      await bench.refuse(refused.to);
      const outcome = await send(refused);
      expect(outcome).toBeInstanceOf(MailRefused);
      for (const told of [String(outcome), JSON.stringify(log)]) expect(told).not.toContain(refused.to);
      expect(log).toEqual([expect.objectContaining({ event: 'mail', outcome: 'refused', reason: (outcome as Error).message })]);
      expect(await send(taken)).toBe('sent');
      expect(await bench.delivered(refused.to)).toEqual([]);
    });

    it('is a dependency that is down where nothing was taken, and sends the same key afterwards', async () => {
      const mail = aMail();
      await bench.fail('unavailable');
      expect(await send(mail)).toMatchObject({ code: 'dependency_unavailable', status: 503, mayBeDone: false });
      expect(await send(mail)).toBe('sent');
      expect(await bench.delivered(mail.to)).toHaveLength(1);
    });

    it('says where a mail may have been taken, and never sends that key again', async () => {
      const mail = aMail();
      await bench.fail('answer_lost');
      const outcome = await send(mail);
      expect(outcome).toBeInstanceOf(NoAnswer);
      expect(outcome).toMatchObject({ code: 'dependency_unavailable', mayBeDone: true });
      expect(await send(mail)).toBe(outcome);
      expect(await bench.delivered(mail.to)).toHaveLength(1);
    });

    it.each([
      ['unavailable', 'not_sent'],
      ['answer_lost', 'unsure'],
    ] as const)('logs a mail that met %s, with neither its address nor its words', async (fault, logged) => {
      const mail = aMail({ subject: 'canary-subject', text: 'canary-text' });
      await bench.fail(fault);
      const told = (await send(mail)) as NoAnswer;
      expect(log).toEqual([expect.objectContaining({ event: 'mail', outcome: logged, reason: told.message })]);
      const everything = `${JSON.stringify(log)} ${told.stack} ${JSON.stringify(told)} ${JSON.stringify(told.toProblem('req_1'))} ${String(told.cause)}`;
      for (const secret of [mail.to, 'ada.', 'example.org', 'canary', mail.messageKey]) expect(everything).not.toContain(secret);
    });

    it('sends nothing that is not a mail, whatever stands behind it', async () => {
      const hostile = aMail({ subject: 'Hello\r\nBcc: eve@evil.example' });
      expect(await send(hostile)).toBeInstanceOf(TypeError);
      expect(await bench.delivered(hostile.to)).toEqual([]);
    });

    it('sends nothing once it is closed', async () => {
      await bench.mailer.close();
      await bench.mailer.close();
      expect(await send(aMail())).toMatchObject({ code: 'dependency_unavailable', mayBeDone: false });
    });
  });
}
