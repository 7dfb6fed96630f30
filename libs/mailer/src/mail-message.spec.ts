import { EmailAddress } from '@nat/contracts';
import fc from 'fast-check';
import { aMail } from '../test/describe-mailer';
import { checkedMail, MailMessage } from './mail-message';

const accepts = (changes: object): boolean => MailMessage.safeParse({ ...aMail(), ...changes }).success;

describe('a mail', () => {
  it.each([
    { subject: 'Ваш код' },
    { subject: 'Zoë invites you 👩‍👧' },
    { text: 'one\n\n\ttwo\n.\n' },
    { html: '<h1>Hello</h1><p>1 &lt; 2<br><a href="https://nat.example/join?a=1&amp;b=2#t">Join</a></p>' },
    { messageKey: 'invite/inv_1#2026-06-15' },
  ])('may have %j', changes => expect(accepts(changes)).toBe(true));

  it.each([
    { subject: '' },
    { subject: '  ' },
    { subject: '\nHello' },
    { subject: 'x'.repeat(201) },
    { subject: 'Hello\r\nBcc: eve@evil.example' },
    { subject: 'Hello\nBcc: eve@evil.example' },
    { subject: 'Hello\rBcc: eve@evil.example' },
    { subject: 'Hello\r\n\r\nThe rest is text.' },
    { subject: 'Hello\u2028Bcc: eve@evil.example' },
    { subject: 'Hello\u0085Bcc: eve@evil.example' },
    { subject: 'Hello\0' },
    { subject: 'Hello\u001b[2J' },
    { subject: 'Hello \ud800' },
    { to: 'ada@example.org\r\nBcc: eve@evil.example' },
    { to: 'ada@example.org, eve@evil.example' },
    { to: ['ada@example.org', 'eve@evil.example'] },
    { to: { address: 'ada@example.org' } },
    { to: 'Ada <ada@example.org>' },
    { to: ' ada@example.org' },
    { text: '' },
    { text: 'x'.repeat(20_001) },
    { text: 'a line\r\n.\r\nMAIL FROM:<eve@evil.example>' },
    { text: 'a line\n.\rMAIL FROM:<eve@evil.example>' },
    { text: 'nothing\0' },
    { text: { path: '/etc/passwd' } },
    { text: { href: 'http://evil.example/' } },
    { html: '<img src="https://evil.example/seen.png">' },
    { messageKey: '' },
    { messageKey: 'two words' },
    { messageKey: 'a\r\nb' },
    { messageKey: 'x'.repeat(201) },
    { from: 'eve@evil.example' },
    { bcc: 'eve@evil.example' },
    { headers: { Bcc: 'eve@evil.example' } },
    { attachments: [{ path: '/etc/passwd' }] },
    { replyTo: 'eve@evil.example' },
  ])('has neither %j', changes => expect(accepts(changes)).toBe(false));

  it('is named by what is wrong with it and by nothing that it says', () => {
    const hostile = { ...aMail(), subject: 'canary\nBcc: a@b.example', to: 'canary' as EmailAddress };
    expect(() => checkedMail(hostile)).toThrow(/^a mail cannot be sent as it was written: to \(\w+\), subject \(\w+\)$/);
  });

  it('has no way for any text to become a second header', () => {
    const line = fc.constantFrom('\r\n', '\n', '\r', '\n ', '\u2028', '\u2029', '\u0085', '\v', '\f', '\0');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), line, fc.string({ maxLength: 60 }), (before, end, after) => {
        expect(accepts({ subject: `x${before}${end}${after}x` })).toBe(false);
      }),
    );
  });
});
