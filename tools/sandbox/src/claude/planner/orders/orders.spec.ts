import { converse, askPlanner, type AskOptions } from '../test-support/ask-planner';
import { changeSchemas } from '../test-support/changes';
import wordings from './wordings.json';

type Call = [name: string, input: object];
const orders = wordings as unknown as { order: string; page?: string; calls: Call[]; wordings: string[] }[];

/** The changes that an order asks for, without what it looks up before. */
const changesOf = (order: string, options: AskOptions = {}): Call[] =>
  askPlanner(order, options)
    .turns.flat()
    .flatMap(({ name, input }) => (name in changeSchemas ? [[name, input] satisfies Call] : []));

describe.each(orders)('an order to $order', ({ page, calls, wordings: ways }) => {
  it('has at least three wordings', () => expect(ways.length).toBeGreaterThanOrEqual(3));

  it.each(ways)('%s', order => {
    expect(changesOf(order, page ? { page } : {})).toEqual(calls);
  });
});

describe('whom an order is about', () => {
  it('may be the person on the page', () => {
    expect(changesOf('Tag her volunteer', { page: 'person 2' })).toEqual([['tag_signup', { signup_id: '2', tag: 'volunteer' }]]);
    expect(askPlanner('Tag her volunteer')).toMatchObject({ turns: [], answer: expect.stringContaining('Nothing was changed.') });
  });

  it('may be for the list or the event on the page', () => {
    expect(changesOf('Add Sarah Chen to this list', { page: 'list 81' })).toEqual([
      ['add_to_list', { list_id: '81', signup_id: '1' }],
    ]);
    expect(changesOf('RSVP Sarah Chen to this event', { page: 'event 7' })).toEqual([
      ['create_event_rsvp', { event_id: '7', signup_id: '1' }],
    ]);
  });

  it('may be whom an earlier part of the question is about, before the page', () => {
    expect(changesOf('Find Sarah Chen and tag her as VIP', { page: 'person 2' })).toEqual([
      ['tag_signup', { signup_id: '1', tag: 'VIP' }],
    ]);
  });

  it('may be the person who is added in the same question', () => {
    const { turns, answer } = askPlanner('Add a new person named Jane Doe and tag her as VIP');
    expect(turns.slice(-2).map(turn => turn.map(({ name }) => name))).toEqual([['create_signup'], ['tag_signup']]);
    expect(turns.at(-1)![0]!.input).toEqual({ signup_id: '900', tag: 'VIP' });
    expect(answer).toContain('Tagged Jane Doe as “VIP”.');
  });

  it('may be the person of the question before', () => {
    const [, second] = converse(['Who is Sarah Chen?', 'Tag her as VIP']);
    expect(second!.turns.at(-1)).toEqual([{ name: 'tag_signup', input: { signup_id: '1', tag: 'VIP' } }]);
  });

  it('may be the selection of the question before, as it was kept', () => {
    const [first, second] = converse(['Who attended the Spring Rally?', 'and tag them as rally']);
    expect(first!.turns.flat().map(({ name }) => name)).toEqual(['list_events', 'find_people']);
    expect(second!.turns).toEqual([[{ name: 'bulk_tag', input: { result_set: 'rs_1', tag: 'rally' } }]]);
    expect(second!.answer).toMatch(/^Tagged 2 people as “rally”\./);
  });

  it('may be some of the selection before, found among them', () => {
    const [, second] = converse(['Who attended the Spring Rally?', 'Tag them who live in Waco as waco']);
    expect(second!.turns.flat()).toEqual([
      {
        name: 'find_people',
        input: {
          all: [
            { from: 'signups', city: 'Waco' },
            { from: 'result_set', id: 'rs_1' },
          ],
        },
      },
      { name: 'bulk_tag', input: { result_set: 'rs_2', tag: 'waco' } },
    ]);
  });

  it('is the group that was asked for since, and not the person before it', () => {
    const order = 'Find Sarah Chen, find everyone who attended the Spring Rally, and tag them as rally';
    expect(changesOf(order)).toEqual([['bulk_tag', { result_set: 'rs_1', tag: 'rally' }]]);
  });

  it('is not "her" where the question before was about two people', () => {
    const [, second] = converse(['Tag Sarah Chen and Bob Stone as VIP', 'Tag her as host']);
    expect(second!.turns).toEqual([]);
    expect(second!.answer).toMatch(/^I did not understand “Tag her as host”\. Nothing was changed\./);
  });

  it('is the one of several of a surname who replied', () => {
    expect(changesOf('Mark John Smith in Houston as attended at the Spring Rally')).toEqual([
      ['update_event_rsvp', { id: 'r3', attendee: true }],
    ]);
  });

  it('is asked for where a name fits several, for all who are named', () => {
    const { turns, answer } = askPlanner('Tag Sarah Chen and John Smith as VIP');
    expect(turns.flat().every(({ name }) => name === 'list_signups')).toBe(true);
    expect(answer).toMatch(/^2 people match “John Smith”\. Which one do you mean\?/);
  });

  it('is asked for where several records of a person fit', () => {
    expect(askPlanner("Delete Sarah Chen's donation")).toMatchObject({
      answer:
        'Sarah Chen has 3 donations of that kind. Which one do you mean? Nothing was changed.\n' +
        '- donation d1: $250.00, 1 October 2026\n- donation d2: $100.00, 9 October 2026\n- donation d5: $100.00, 20 November 2026',
    });
  });
});
