import { MailRefused } from './mail-refused';
import { smtpFailure } from './smtp-outcome';

const replied = (command: string, response: string) => ({
  code: 'EENVELOPE',
  command,
  response,
  responseCode: Number(response.slice(0, 3)),
});

describe('an answer of the mail server', () => {
  it.each([
    ['RCPT TO', '550 No such user here'],
    ['RCPT TO', '550 5.1.1 <ada@example.org>: Recipient address rejected'],
    ['RCPT TO', '550-5.1.1 The email account that you tried to reach does not exist'],
    ['RCPT TO', '553 5.1.3 Bad address'],
    ['RCPT TO', '556 5.1.10 Recipient domain takes no mail'],
    ['RCPT TO', '552 5.2.2 Mailbox full'],
    ['RCPT TO', '550 5.2.1 Mailbox disabled'],
    ['RCPT TO', '550 5.4.1 Recipient address rejected: Access denied'],
    ['DATA', '550 5.1.1 User unknown'],
  ])('to %s refuses one recipient: %s', (command, response) => {
    expect(smtpFailure(replied(command, response), command === 'DATA')).toBeInstanceOf(MailRefused);
  });

  it.each([
    ['RCPT TO', '450 4.2.0 Try again later'],
    ['RCPT TO', '451 Greylisted'],
    ['RCPT TO', '452 4.5.3 Too many recipients'],
    ['RCPT TO', '550 5.7.1 Relaying denied'],
    ['RCPT TO', '554 5.7.1 Relay access denied'],
    ['RCPT TO', '554 Not today'],
    ['RCPT TO', '530 5.7.0 Authentication required'],
    ['RCPT TO', '503 Bad sequence of commands'],
    ['MAIL FROM', '550 Sender not allowed'],
    ['MAIL FROM', '550 5.1.8 Bad sender'],
    ['DATA', '550 Message rejected'],
    ['DATA', '554 Message rejected: Email address is not verified'],
    ['DATA', '554 5.6.0 Content rejected'],
    ['AUTH PLAIN', '535 5.7.8 Credentials invalid'],
    ['CONN', '421 Too many connections'],
  ])('to %s is an outage of mail, with nothing sent: %s', (command, response) => {
    expect(smtpFailure(replied(command, response), command === 'DATA')).toMatchObject({
      code: 'dependency_unavailable',
      mayBeDone: false,
    });
  });

  it('is told by its codes alone', () => {
    const refused = smtpFailure(replied('RCPT TO', '550 5.1.1 <ada@example.org> unknown'), false);
    expect(refused.message).toBe('the recipient of a mail is refused: EENVELOPE 550 5.1.1 at RCPT TO');
    const down = smtpFailure({ ...replied('RCPT TO:<ada@example.org> NOTIFY', '451 <ada@example.org>'), code: undefined }, false);
    expect(down.message).toBe('dependency_unavailable: mail: unknown 451 at RCPT TO');
  });
});

describe('no answer', () => {
  const lost = { code: 'ECONNECTION', command: 'CONN' };
  it('leaves it open what became of a mail that was handed over whole', () => {
    expect(smtpFailure(lost, true)).toMatchObject({ mayBeDone: true });
  });

  it('means that nothing was sent before that', () => {
    expect(smtpFailure(lost, false)).toMatchObject({ mayBeDone: false });
  });

  it('is an outage also where the error is no error', () => {
    expect(smtpFailure(undefined, false)).toMatchObject({ code: 'dependency_unavailable' });
  });
});
