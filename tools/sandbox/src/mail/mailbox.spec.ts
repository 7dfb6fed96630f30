import { Mailbox } from './mailbox';

const mail = (subject: string, to: string[] = ['ada@example.org'], text = 'Text') => ({
  at: '2026-06-15T12:00:00.000Z',
  from: 'Nat <no-reply@nat.example>',
  to,
  subject,
  text,
});
const subjects = (mailbox: Mailbox, to?: string): string[] => mailbox.list(to).map(({ subject }) => subject);

let mailbox: Mailbox;
beforeEach(() => void (mailbox = new Mailbox()));

it('lists the newest first, all or those to one address in any letter case', () => {
  mailbox.add(mail('one'));
  mailbox.add(mail('two', ['Bob@example.org', 'eve@example.org']));
  mailbox.add(mail('three', ['bob@Example.org']));
  expect(subjects(mailbox)).toEqual(['three', 'two', 'one']);
  expect(subjects(mailbox, 'BOB@example.org')).toEqual(['three', 'two']);
  expect(subjects(mailbox, 'bob@example.or')).toEqual([]);
});

it('keeps the newest 500', () => {
  for (let number = 1; number <= 501; number++) mailbox.add(mail(`${number}`));
  expect(subjects(mailbox)).toHaveLength(500);
  expect(subjects(mailbox).at(-1)).toBe('2');
  expect(mailbox.get(1)).toBeUndefined();
  expect(mailbox.get(501)?.subject).toBe('501');
});

it('keeps fewer where they are long', () => {
  const megabyte = 'x'.repeat(1024 * 1024);
  for (let number = 1; number <= 40; number++) mailbox.add(mail(`${number}`, undefined, megabyte));
  expect(subjects(mailbox)).toHaveLength(32);
  expect(subjects(mailbox)[0]).toBe('40');
});

it('forgets all, and gives no id twice', () => {
  const { id } = mailbox.add(mail('one'));
  mailbox.clear();
  expect(subjects(mailbox)).toEqual([]);
  expect(mailbox.add(mail('two')).id).toBe(id + 1);
  expect(mailbox.get(id)).toBeUndefined();
});
