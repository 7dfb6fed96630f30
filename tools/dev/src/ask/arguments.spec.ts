import { readArguments } from './arguments';

it('asks what stands there, as the owner and for people', () => {
  expect(readArguments(['How', 'many?'])).toMatchObject({
    command: { do: 'ask', question: 'How many?' },
    json: false,
    user: 'ada',
    decision: undefined,
  });
});

it.each([
  [['--decide', 'cnf_1', '--deny'], { command: { do: 'decide', confirmationId: 'cnf_1' }, decision: 'deny' }],
  [['--decide', 'cnf_1', '--save', 'out'], { command: { do: 'decide', confirmationId: 'cnf_1', save: 'out' } }],
  [['--approve', '--count', '156', 'Tag them'], { decision: 'approve', count: 156 }],
  [['--undo', 'last', '--json'], { command: { do: 'undo', actionId: 'last' }, json: true }],
  [['--actions'], { command: { do: 'actions' } }],
  [['-h'], { command: { do: 'help' } }],
])('reads %j', (args, meaning) => {
  expect(readArguments(args)).toMatchObject(meaning);
});

it.each([
  [[], 'Which question'],
  [['   '], 'Which question'],
  [['--approve', '--deny', 'x'], 'Either'],
  [['--count', '3', 'x'], '--approve'],
  [['--approve', '--count', 'many', 'x'], 'whole number'],
  [['--undo', 'last', 'x'], 'One at a time'],
  [['--undo', 'last', '--actions'], 'One at a time'],
  [['--decide', 'cnf_1', '--page', 'x'], '--page does not go with --decide'],
  [['--decide', 'cnf_1', '--conversation', 'x'], '--conversation does not go with --decide'],
  [['--undo', 'last', '--save', 'x'], '--save does not go with --undo'],
  [['--actions', '--page-origin', 'x'], '--page-origin does not go with --actions'],
  [['--actions', '--approve'], '--approve does not go with --actions'],
  [['--nonsense'], 'nonsense'],
])('cannot mean %j', (args, why) => {
  expect(() => readArguments(args)).toThrow(why);
});
