import { choiceOf } from './choosing';
import { converse } from './test-support/ask-planner';

const people = [
  { id: '3', name: 'John Smith', city: 'Houston', state: 'TX', is_donor: true },
  { id: '4', name: 'John Smith', city: 'Waco', state: 'TX', is_volunteer: true },
];

describe('what somebody says to choose', () => {
  it.each([
    ['the one in Waco', ['4']],
    ['Waco', ['4']],
    ['John Smith in Waco', ['4']],
    ['the second one', ['4']],
    ['the last', ['4']],
    ['person 4', ['4']],
    ['I mean the volunteer', ['4']],
    ['first', ['3']],
    ['John Smith', ['3', '4']],
    ['the one in Texas', ['3', '4']],
    ['the third', []],
    ['no idea', []],
  ])('%s', (text, ids) => {
    expect(people.filter(choiceOf(text)).map(({ id }) => id)).toEqual(ids);
  });
});

describe('a question that ended with a choice', () => {
  it('goes on when the choice is made', () => {
    const [first, second] = converse(['Tag John Smith as VIP', 'the one in Waco']);
    expect(first!.answer).toContain('Which one do you mean?');
    expect(second!.turns.at(-1)).toEqual([{ name: 'tag_signup', input: { signup_id: '4', tag: 'VIP' } }]);
    expect(second!.answer).toMatch(/^Tagged John Smith as “VIP”\./);
  });

  it('goes on after a choice that chose nobody', () => {
    const asked = converse(['Tag John Smith as VIP', 'the one in Denver', 'the second one']);
    expect(asked[1]!.answer).toMatch(/^I did not understand/);
    expect(asked[2]!.turns.at(-1)![0]!.input).toEqual({ signup_id: '4', tag: 'VIP' });
  });

  it('does nothing again that was done already', () => {
    const [first, second] = converse(['Record a $50 donation from Sarah Chen, and tag John Smith as VIP', 'the volunteer']);
    expect(first!.turns.flat().map(({ name }) => name)).toContain('create_donation');
    expect(second!.turns.flat().map(({ name }) => name)).toEqual(['list_signups', 'list_signups', 'tag_signup']);
  });

  it('may be about an event or one of several records', () => {
    const [, event] = converse(['RSVP Sarah Chen to the Winter', 'Winter Rally']);
    expect(event!.turns.at(-1)![0]!.input).toEqual({ event_id: 'e3', signup_id: '1' });
    const [, donation] = converse(["Delete Sarah Chen's donation", 'donation d2']);
    expect(donation!.turns.at(-1)).toEqual([{ name: 'delete_donation', input: { id: 'd2' } }]);
  });

  it('is left alone by another question', () => {
    const [, second] = converse(['Tag John Smith as VIP', 'How many volunteers are there?']);
    expect(second!.answer).toBe('There are 4 volunteers.');
  });
});

it('a place tells people of one name apart', () => {
  const [{ turns, answer }] = converse(['Tag John Smith in Waco as VIP']) as [ReturnType<typeof converse>[number]];
  expect(turns[0]![0]!.input).toMatchObject({ city: 'Waco' });
  expect(answer).toMatch(/^Tagged John Smith as “VIP”\./);
  expect(converse(['Who is Sarah Chen in Denver?'])[0]!.answer).toBe('I found no one named Sarah Chen in Denver.');
});
