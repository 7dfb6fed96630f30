import { readArguments } from './arguments';

it('asks what stands there, as whoever is signed in, and for people', () => {
  expect(readArguments(['How', 'many?'])).toMatchObject({
    command: { do: 'ask', question: 'How many?' },
    json: false,
    user: undefined,
    decision: undefined,
  });
});

it.each([
  [['--decide', 'cnf_1', '--deny'], { command: { do: 'decide', confirmationId: 'cnf_1' }, decision: 'deny' }],
  [['--decide', 'cnf_1', '--save', 'out'], { command: { do: 'decide', confirmationId: 'cnf_1', save: 'out' } }],
  [['--approve', '--count', '156', 'Tag them'], { decision: 'approve', count: 156 }],
  [['--undo', 'last', '--json'], { command: { do: 'undo', actionId: 'last' }, json: true }],
  [['--actions'], { command: { do: 'actions' } }],
  [['--nation', 'demo', '--user', 'olu', 'x'], { nation: 'demo', user: 'olu' }],
  [['--sign-in'], { command: { do: 'sign-in' } }],
  [['--sign-in', '--nation', 'demo', '--url', 'http://127.0.0.1:1'], { command: { do: 'sign-in' }, nation: 'demo' }],
  [['--sign-out'], { command: { do: 'sign-out', everywhere: false } }],
  [['--sign-out', '--everywhere'], { command: { do: 'sign-out', everywhere: true } }],
  [['--sessions', '--json'], { command: { do: 'sessions' }, json: true }],
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
  [['--sign-in', 'x'], 'One at a time'],
  [['--sign-in', '--sign-out'], 'One at a time'],
  [['--sign-in', '--user', 'ada'], '--user does not go with --sign-in'],
  [['--sign-in', '--approve'], '--approve does not go with --sign-in'],
  [['--sign-out', '--nation', 'demo'], '--nation does not go with --sign-out'],
  [['--sessions', '--save', 'x'], '--save does not go with --sessions'],
  [['--everywhere'], '--everywhere goes with --sign-out'],
  [['--everywhere', '--sessions'], '--everywhere goes with --sign-out'],
  [['--nation', 'Demo.nationbuilder.com', 'x'], '--nation takes'],
  [['--nonsense'], 'nonsense'],
])('cannot mean %j', (args, why) => {
  expect(() => readArguments(args)).toThrow(why);
});
