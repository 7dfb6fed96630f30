import { filled } from '../../evaluation/tasks/references';

const results = [
  {
    ok: true,
    count: 1250,
    data: [
      { id: '110', name: 'Ana' },
      { id: '111', name: 'Tom' },
    ],
  },
  { ok: true, data: { totals: { amount_in_cents: 532206, even: 12400 } } },
];

describe('a plan', () => {
  it('takes values from results as they are where a text is a reference alone', () => {
    expect(filled({ id: '{{1.data.0.id}}', ids: '{{1.data.*.id}}', count: '{{1.count}}', limit: 5 }, results)).toEqual({
      id: '110',
      ids: ['110', '111'],
      count: 1250,
      limit: 5,
    });
  });

  it('says what results hold, written as people write it', () => {
    const said =
      '{{1.data.*.name}} gave {{2.data.totals.amount_in_cents|usd}} and {{2.data.totals.even|usd}}, {{1.count}} times.';
    expect(filled(said, results)).toBe('Ana, Tom gave $5,322.06 and $124, 1250 times.');
  });

  it('cannot be played when it refers to what no result holds', () => {
    expect(() => filled('{{2.data.donors}}', results)).toThrow(/refers to 2\.data\.donors, which is not in/);
    expect(() => filled('{{3.count}}', results)).toThrow(/refers to 3\.count/);
    expect(() => filled('{{1.count|euro}} ', results)).toThrow('there is no way to write euro');
  });
});
