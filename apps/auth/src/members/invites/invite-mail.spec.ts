import { NationSlug } from '@nat/contracts';
import { MailMessage } from '@nat/mailer';
import fc from 'fast-check';
import { inviteMail, mailName } from './invite-mail';

const nationSlug = NationSlug.parse('demo');
const link = 'https://nat.example/v1/auth/invite?token=demo.inv_x.S';

describe('a name in a mail', () => {
  it.each([
    ['Ada Admin', 'Ada Admin'],
    ['J. R. O’Neill-Smith, Jr.', 'J. R. O’Neill-Smith, Jr.'],
    ['Zoë 李小龍 Ольга', 'Zoë 李小龍 Ольга'],
    ['ada.b', 'ada b'],
    ['Visit evil.example', 'Visit evil example'],
    ['https://evil.example/x', 'https evil example x'],
    ['Call +1 (800) 555-0199', 'Call -'],
    ['Ada\nBcc: eve@example.org', 'Ada Bcc eve example org'],
    ['\u202edlo\u202c', 'dlo'],
    ['<b>Ada</b>', 'b Ada b'],
    ['555-0199', 'Somebody'],
    ['', 'Somebody'],
  ])('of %j is %j', (name, shown) => expect(mailName(name)).toBe(shown));

  it('is short, one line and nothing a mail program makes a link of, whatever somebody calls themselves', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), name => {
        const shown = mailName(name);
        expect(Array.from(shown).length).toBeGreaterThan(0);
        expect(Array.from(shown).length).toBeLessThanOrEqual(60);
        expect(shown).not.toMatch(/[@:/\\<>\p{Cc}\p{Cf}\p{Nd}]|\.\S/u);
      }),
    );
  });
});

it('says who invites to what as what, holds one link, and says what to do when it was not expected', () => {
  const { subject, text } = inviteMail({ link, nationSlug, role: 'read_only', inviter: 'Ada Admin' });
  expect(subject).toBe('Ada Admin invites you to demo on Nat');
  expect(text).toContain('Ada Admin invites you to the nation demo on Nat, as a reader.');
  expect(text.match(/https?:\/\/\S+/g)).toEqual([link]);
  expect(text).toContain('You did not expect it, or do not know Ada Admin? Do nothing');
});

it('is a mail that can be sent, whatever somebody calls themselves', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), inviter => {
      const mail = { ...inviteMail({ link, nationSlug, role: 'admin', inviter }), to: 'mo@example.org', messageKey: 'inv_1' };
      expect(MailMessage.safeParse(mail).error).toBeUndefined();
    }),
  );
});
