import { countOfKind, timeLeft } from './words';

it.each([
  [1, 'person', '1 person'],
  [1234, 'person', '1,234 people'],
  [2, 'list', '2 lists'],
  [2, 'path_journey', '2 path journeys'],
  [3, 'survey_reply', '3 survey replies'],
  [0, 'tag', '0 tags'],
])('%d of %s is %s', (count, kind, words) => {
  expect(countOfKind(count, kind)).toBe(words);
});

it.each([
  ['2026-11-20T10:00:00.001Z', '0:01'],
  ['2026-11-20T10:09:58.000Z', '9:58'],
  ['2026-11-21T09:59:59.000Z', '23:59:59'],
  ['2026-11-20T10:00:00.000Z', undefined],
  ['2026-11-20T09:00:00.000Z', undefined],
])('until %s there is %s left', (until, left) => {
  expect(timeLeft(until, Date.parse('2026-11-20T10:00:00.000Z'))).toBe(left);
});
