import { readOptions } from '../../evaluation/command-line';

describe('npm run evaluate', () => {
  it('plays the plans once unless told otherwise', () => {
    expect(readOptions([], {})).toEqual({ model: 'planned', repeats: 1, report: false, json: false });
  });

  it('runs a real model three times, and only with a key', () => {
    expect(readOptions(['--model', 'claude-haiku-5-5'], { ANTHROPIC_API_KEY: 'sk-1' })).toMatchObject({ repeats: 3 });
    expect(() => readOptions(['--model', 'claude-haiku-5-5'], {})).toThrow('claude-haiku-5-5 needs ANTHROPIC_API_KEY');
  });

  it('keeps a report of the whole set only', () => {
    expect(readOptions(['--report', '--model', 'double'], {})).toMatchObject({ report: true });
    const refusal = '--report is of the whole set';
    expect(() => readOptions(['--report', '--category', 'safety'], {})).toThrow(refusal);
    expect(() => readOptions(['--report', '--task', 'tag-donors'], {})).toThrow(refusal);
  });

  it('tells what there is when it is asked for something else', () => {
    expect(() => readOptions(['--model', 'claude-unknown'], {})).toThrow(/npm run evaluate -- \[options\]/);
    expect(() => readOptions(['--category', 'gossip'], {})).toThrow(/filter and count/);
    expect(() => readOptions(['--repeats', '0'], {})).toThrow(/repeats/);
  });
});
