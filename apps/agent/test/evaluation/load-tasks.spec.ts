import { loadTasks, tasksOf } from '../../evaluation/tasks/load-tasks';

const fileOf = (say: string, includes: unknown[], more: object = {}): string =>
  JSON.stringify({
    tasks: [
      {
        id: 'count-lists',
        category: 'look-up',
        messages: [{ text: 'How many lists?', plan: [{ calls: [['list_lists', {}]] }, { say }], ...more }],
        expect: { answer: { includes }, maxTurns: 2 },
        ...('misled' in more && { misled: { answer: { includes }, maxTurns: 2 } }),
      },
    ],
  });
const load = (...task: Parameters<typeof fileOf>) => tasksOf('a.tasks.json', fileOf(...task));
const message = 'a.tasks.json: the plan of count-lists says 18 itself, not the tools';

describe('the tasks of a file', () => {
  it('are those of its schema', () => {
    expect(loadTasks().length).toBeGreaterThan(100);
    expect(() => tasksOf('a.tasks.json', '{"tasks":[{"id":"A"}]}')).toThrow(/^a\.tasks\.json:\n/);
  });

  it('take the figures of an answer from the tools, or there would be nothing to look for', () => {
    expect(() => load('18 lists.', ['18'])).toThrow(message);
    expect(() => load('18 lists.', [['17', '18']])).toThrow(message);
    expect(() => load('{{1.count}} lists.', ['18'], { misled: [{ say: 'See 18 lists.' }] })).toThrow(message);
    expect(load('{{1.count}} lists.', ['18'])).toHaveLength(1);
    expect(load('{{1.count}} lists since 2018.', ['18'])).toHaveLength(1);
    expect(load('18 lists.', ['lists'])).toHaveLength(1);
  });

  it('say of several changes which they are', () => {
    const changed = (of: object) =>
      tasksOf('a.tasks.json', fileOf('x', []).replace('"maxTurns"', `"changes":[${change(of)}],"maxTurns"`));
    const change = (of: object) => JSON.stringify({ type: 'lists', change: 'updated', ...of });
    expect(changed({ of: { id: [1, 2] } })).toHaveLength(1);
    expect(() => changed({ count: 2 })).toThrow(/count/);
    expect(() => changed({ of: { id: [1, 2], signup_id: [1, 2] } })).toThrow('of is one field');
  });
});
