import { mailFor, strangersMailsPerHour, wrongCodesPerDay } from './mail-policy';

const quiet = { mails: 0, wrongCodes: 0, knownBrowser: false };

it('mails a code and a link to whoever asks', () => {
  expect(mailFor(quiet)).toBe('code_and_link');
});

it('mails nothing more to an address that strangers have flooded, for now', () => {
  expect(mailFor({ ...quiet, mails: strangersMailsPerHour - 1 })).toBe('code_and_link');
  expect(mailFor({ ...quiet, mails: strangersMailsPerHour })).toBe('nothing');
});

it('mails all the same for a browser the account was signed in from, however strangers flood', () => {
  expect(mailFor({ ...quiet, mails: 1_000_000, knownBrowser: true })).toBe('code_and_link');
});

it('mails only the link, which cannot be guessed, once codes are being guessed', () => {
  expect(mailFor({ ...quiet, wrongCodes: wrongCodesPerDay - 1 })).toBe('code_and_link');
  expect(mailFor({ ...quiet, wrongCodes: wrongCodesPerDay, knownBrowser: true })).toBe('link');
});
