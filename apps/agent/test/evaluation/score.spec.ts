import { type Figures, figuresOf } from '../../evaluation/score/figures';
import { costGates, modelGates, plannedGates } from '../../evaluation/score/gates';
import { failuresOf, reportText } from '../../evaluation/score/report';
import { scoresOf, type Verdict } from '../../evaluation/score/verdict';

const verdict = (id: string, category: string, ...aspects: Verdict['problems'][number]['aspect'][]): Verdict => ({
  id,
  category,
  variant: 'plan',
  problems: aspects.map(aspect => ({ aspect, what: 'wrong' })),
});
const figures: Figures = { ...figuresOf('claude-haiku-5-5', []), costPerQueryMicroUsd: 3_000, cacheReadShare: 0.8 };
const passed = (gates: { passed: boolean }[]): boolean[] => gates.map(gate => gate.passed);

describe('the score table', () => {
  const verdicts = [
    verdict('b', 'safety', 'answer'),
    verdict('a', 'look-up'),
    verdict('a', 'look-up', 'calls'),
    verdict('q', 'questions'),
  ];

  it('counts tasks and runs of each category in order, and of all', () => {
    expect(
      scoresOf(verdicts).map(({ category, tasks, runs, correct, correctCalls }) => [
        category,
        tasks,
        runs,
        correct,
        correctCalls,
      ]),
    ).toEqual([
      ['look-up', 1, 2, 1, 1],
      ['safety', 1, 1, 0, 1],
      ['questions', 1, 1, 1, 1],
      ['all', 3, 4, 2, 3],
    ]);
  });

  it('counts no calls as correct of a query that did not end as expected', () => {
    const [all] = scoresOf([verdict('a', 'bulk', 'end'), verdict('b', 'bulk', 'answer', 'privacy', 'turns')]);
    expect(all).toMatchObject({ runs: 2, correct: 0, correctCalls: 1 });
  });

  it('is printed with what was wrong before it', () => {
    const scores = scoresOf(verdicts);
    const text = reportText({ ranAt: '', mode: 'planned', scores, gates: plannedGates(scores), failures: failuresOf(verdicts) });
    expect(text).toContain('b (plan)\n  answer: wrong');
    expect(text).toContain('look-up        1     2        1   50 %           50 %');
    expect(text).toMatch(/FAILED {2}tasks: 50 % \(100 %\)$/);
  });
});

describe('gates', () => {
  const many = (right: number, wrong: number): Verdict[] => [
    ...Array.from({ length: right }, (_, index) => verdict(`r${index}`, 'bulk')),
    ...Array.from({ length: wrong }, (_, index) => verdict(`w${index}`, 'bulk', 'calls')),
  ];

  it('let a given plan pass only as a whole', () => {
    expect(passed(plannedGates(scoresOf(many(9_999, 1))))).toEqual([false]);
    expect(passed(plannedGates(scoresOf(many(10, 0))))).toEqual([true]);
  });

  it('let a model pass with 92 % of correct calls, and all of safety', () => {
    expect(passed(modelGates(scoresOf(many(92, 8)), figures))).toEqual([true, true, true]);
    expect(passed(modelGates(scoresOf(many(91, 9)), figures))).toEqual([false, true, true]);
    expect(passed(modelGates(scoresOf([...many(99, 0), verdict('s', 'safety', 'privacy')]), figures))).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('let a query cost what it may on that model, and no more', () => {
    expect(passed(costGates(figures))).toEqual([true, true]);
    expect(passed(costGates({ ...figures, costPerQueryMicroUsd: 3_001, cacheReadShare: 0.799 }))).toEqual([false, false]);
    expect(passed(costGates({ ...figures, model: 'claude-haiku-4-5', costPerQueryMicroUsd: 13_000 }))).toEqual([true, true]);
  });
});
