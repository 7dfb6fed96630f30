/** What a page may show that a question is about: the kinds of `PageContext`, in the order in which they are offered. */
export const pageKinds = [
  'person',
  'people',
  'list',
  'event',
  'donation',
  'path',
  'survey',
  'petition',
  'mailing',
  'membership',
  'page',
  'dashboard',
  'other',
];
