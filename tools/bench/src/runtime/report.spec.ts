import { names } from './names';
import { goalsOf, type Result, table } from './report';

const aResult = (name: string, firstMs: number, cpuPerToken = 100, heldKb = 100): Result => ({
  name,
  firstWordMs: { p50: firstMs, p99: firstMs },
  laterWordMs: { p50: firstMs + 25, p99: firstMs + 60 },
  ...(name !== names.direct && { cpuPerToken, held: { live: heldKb * 1024, process: 0 } }),
});

/** First words 10 ms after the question where nothing stands between. */
const run = (relayed: Result, ...peers: Result[]): Result[] => [
  aResult(names.direct, 10),
  aResult(names.sdk, 12),
  ...peers,
  aResult(names.loop, 10),
  relayed,
];

const toBetter = (results: Result[], what = 'added time to first token') =>
  goalsOf(results).find(({ goal }) => goal.includes(what) && goal.includes('better peer'))!;

it('shows beside the processor time how late later words are', () => {
  const results = run(aResult(names.relayed, 12), aResult(names.aiSdk, 20), aResult(names.portkey, 14));
  results.at(-1)!.laterWordMs = { p50: 60, p99: 90 };
  const [head, direct, , , , , relayed] = table(results, []).split('\n');
  expect(head).toMatch(/later words p50 +p99 +CPU us\/token/);
  expect(direct!.split(/ +/).filter(Boolean)).toEqual(['direct', '10.00']);
  expect(relayed).toMatch(/\+2\.00 +\+2\.00 +\+25\.00 +\+20\.00 +100\.0/);
});

describe('the goal to be ahead of the better peer', () => {
  it('is met by a share of 1 at most', () => {
    const peers = [aResult(names.aiSdk, 20), aResult(names.portkey, 14)];
    expect(toBetter(run(aResult(names.relayed, 12), ...peers))).toMatchObject({ measured: 0.5, limit: 1, met: true });
    expect(toBetter(run(aResult(names.relayed, 15), ...peers))).toMatchObject({ measured: 1.25, limit: 1, met: false });
  });

  it('is missed behind a peer that added nothing, although a share of nothing would be small', () => {
    const peers = [aResult(names.aiSdk, 20), aResult(names.portkey, 9)];
    expect(toBetter(run(aResult(names.relayed, 15), ...peers))).toMatchObject({ measured: 5, limit: -1, met: false });
    expect(toBetter(run(aResult(names.relayed, 9.5), ...peers))).toMatchObject({ measured: -0.5, limit: -1, met: false });
    expect(toBetter(run(aResult(names.relayed, 8), ...peers))).toMatchObject({ measured: -2, limit: -1, met: true });
    const even = [aResult(names.aiSdk, 20), aResult(names.portkey, 10)];
    expect(toBetter(run(aResult(names.relayed, 15), ...even))).toMatchObject({ measured: 5, limit: 0, met: false });
  });

  it('is no ratio of less than nothing in the table either', () => {
    const results = run(aResult(names.relayed, 12), aResult(names.aiSdk, 20), aResult(names.portkey, 14));
    results[1]!.held!.live = -1;
    const ratios = table(results, goalsOf(results)).match(/\S+x /g)!;
    expect(ratios.map(text => text.trim())).toEqual(Array.from({ length: 5 }, () => '1.00x')); // those of the processor time
  });
});
