/** A question and its choices; a question without choices takes free text. */
type Question = readonly [content: string, ...choices: string[]];

/** The surveys with their questions. The last one asks for words only. */
export const SURVEYS: readonly (readonly [name: string, questions: readonly Question[]])[] = [
  [
    'Issues 2026',
    [
      ['Which issue matters most to you?', 'Housing', 'Climate', 'Schools', 'Transit', 'Health care'],
      ['How is the city doing?', 'Very well', 'Well', 'So-so', 'Badly', 'Very badly'],
      ['How do you get around?', 'By car', 'By bus', 'By bike', 'On foot'],
      ['When do you vote?', 'Every election', 'Most elections', 'Now and then', 'Never'],
      ['What should we work on next?'],
    ],
  ],
  [
    'Volunteer interests',
    [
      ['What would you like to do?', 'Knock on doors', 'Make calls', 'Host a party', 'Enter data', 'Drive people'],
      ['How much time do you have?', 'An hour a week', 'A few hours a week', 'A weekend', 'Only on election day'],
      ['When are you free?', 'Mornings', 'Afternoons', 'Evenings', 'Weekends'],
      ['Anything we should know?'],
    ],
  ],
  [
    'Event feedback',
    [
      ['How did you like the event?', 'Loved it', 'Liked it', 'It was fine', 'Not much', 'Not at all'],
      ['How did you hear of it?', 'Email', 'A friend', 'Social media', 'A poster'],
      ['Will you come again?', 'Surely', 'Probably', 'Maybe', 'No'],
      ['What could be better?'],
    ],
  ],
  ['In your own words', [['Why are you here?'], ['What gives you hope?'], ['What worries you?']]],
];
