import fc from 'fast-check';
import { Users } from '../access/viewers';
import { defaultSwitches } from '../control/switches';
import { ApiError } from '../engine/api-error';
import { type Nation, type NationRecord, listPlaces, textOf } from '../engine/records';
import { findRoute } from '../engine/routes';
import { keysInto, servedTypes } from '../engine/served-types';
import { seedEmptyNation } from '../seed/small-nations';
import { documentOf } from '../test-support/api';
import { NOW } from '../test-support/sign-in';
import { bulkWork } from './bulk';
import { Processes } from './processes';
import { type WriteRequest, write } from './write';

/** One write of a sequence. Records are named by their place among those that are there, so that most of them exist. */
interface Move {
  readonly name: keyof typeof moves;
  readonly a: number;
  readonly b: number;
  readonly cents: number;
}

const users = new Users();
const asAda = (nation: Nation, body: object | undefined): WriteRequest => ({
  nation,
  viewer: users.viewer(nation, 'ada'),
  prefix: '',
  path: '',
  parameters: new URLSearchParams(),
  switches: defaultSwitches(),
  shift: 0,
  body: JSON.stringify(body ?? {}),
  at: '2026-06-15T07:00:00-05:00',
  anySideposting: false,
});

/** A nation with its asynchronous work, and what it answered so far. */
class Played {
  readonly nation = seedEmptyNation(1, Date.parse(NOW));
  readonly answers: string[] = [];
  private readonly processes = new Processes(this.nation);

  send(method: string, path: string, body?: object): void {
    const route = findRoute(method, path);
    if (!route) throw new Error(`no operation ${method} ${path}`);
    const request = asAda(this.nation, body);
    const isBulk = route.operation.kind === 'bulk';
    this.answers.push(
      answerOf(() => (isBulk ? this.processes.start(bulkWork(request, route), 0, 0, 'done') : write(request, route))),
    );
    this.processes.settle(1);
  }

  create(type: string, attributes: object, more: object = {}): void {
    this.send('POST', type, documentOf(type, { attributes, ...more }));
  }

  change(type: string, place: number, attributes: object): void {
    const id = this.id(type, place);
    this.send('PATCH', `${type}/${id}`, documentOf(type, { attributes }, id));
  }

  remove(type: string, place: number): void {
    this.send('DELETE', `${type}/${this.id(type, place)}`);
  }

  /** Id of some record; one that is not there when there are none. */
  id(type: string, place: number): string {
    const { rows } = this.nation.table(type);
    return rows[place % Math.max(1, rows.length)]?.id ?? '999999999';
  }
}

function answerOf(work: () => unknown): string {
  try {
    return JSON.stringify(work());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${error.status} ${error.code} ${error.message} ${JSON.stringify(error.details)}`;
  }
}

const statuses = ['succeeded_at', 'pending_at', 'canceled_at', 'failed_at'] as const;
const page = {
  relationships: { page: { data: { type: 'pages', 'temp-id': 'p', method: 'create' } } },
  included: [{ type: 'pages', 'temp-id': 'p', attributes: { site_id: '1', name: 'P', page_type_name: 'Event' } }],
};

const moves = {
  person: (p: Played, { a }: Move) => p.create('signups', { last_name: `P${a}`, email: `p${a % 4}@example.org` }),
  forget: (p: Played, { a }: Move) => p.remove('signups', a),
  tag: (p: Played, { a }: Move) => p.create('signup_tags', { name: `T${a % 4}` }),
  untag: (p: Played, { a }: Move) => p.remove('signup_taggings', a),
  dropTag: (p: Played, { a }: Move) => p.remove('signup_tags', a),
  tagging: (p: Played, { a, b }: Move) =>
    p.create('signup_taggings', { signup_id: p.id('signups', a), tag_id: p.id('signup_tags', b) }),
  gift: (p: Played, { a, b, cents }: Move) =>
    p.create('donations', {
      signup_id: p.id('signups', a),
      amount_in_cents: cents,
      [statuses[b % 4] ?? 'pending_at']: `2026-0${1 + (a % 6)}-01`,
      ...(a % 2 === 0 && { first_name: `F${b}`, email: `f${b}@example.org` }),
      ...(b % 3 === 0 && { pledge_id: p.id('pledges', a) }),
    }),
  regift: (p: Played, { a, b, cents }: Move) =>
    p.change('donations', a, { amount_in_cents: cents, signup_id: p.id('signups', b), canceled_at: b % 2 ? NOW : null }),
  dropGift: (p: Played, { a }: Move) => p.remove('donations', a),
  pledge: (p: Played, { a, cents }: Move) => p.create('pledges', { signup_id: p.id('signups', a), amount_in_cents: cents }),
  contact: (p: Played, { a }: Move) => p.create('contacts', { signup_id: p.id('signups', a), contact_method: 'meeting' }),
  dropContact: (p: Played, { a }: Move) => p.remove('contacts', a),
  list: (p: Played, { a }: Move) => p.create('lists', { name: `L${a}` }),
  dropList: (p: Played, { a }: Move) => p.remove('lists', a),
  place: (p: Played, { a, b }: Move) =>
    bulk(p, a, b % 2 ? 'add_signups' : 'remove_signups', { signup_ids: [p.id('signups', b), 'x'] }),
  tagList: (p: Played, { a, b }: Move) => bulk(p, a, b % 2 ? 'tag' : 'untag', { tag: `T${b % 5}` }),
  event: (p: Played) => p.create('events', { start_at: NOW }, page),
  dropEvent: (p: Played, { a }: Move) => p.remove('events', a),
  reply: (p: Played, { a, b }: Move) =>
    p.create('event_rsvps', { event_id: p.id('events', a), first_name: 'R', last_name: `R${b}`, email: `p${b % 6}@example.org` }),
  cancel: (p: Played, { a, b }: Move) => p.change('event_rsvps', a, { canceled: b % 2 === 0, event_id: p.id('events', b) }),
  halfWrite: (p: Played, { a }: Move) =>
    p.create(
      'signups',
      { last_name: 'Half' },
      {
        relationships: {
          signup_tags: { data: ['x', 'y'].map(id => ({ type: 'signup_tags', 'temp-id': id, method: 'create' })) },
        },
        included: ['x', 'y'].map(id => ({ type: 'signup_tags', 'temp-id': id, attributes: { name: `H${a}` } })),
      },
    ),
} as const;

function bulk(p: Played, place: number, verb: string, data: object): void {
  const id = p.id('lists', place);
  p.send('PATCH', `lists/${id}/${verb}`, { data: { type: 'lists', id, ...data } });
}

const number = fc.nat({ max: 30 });
const move: fc.Arbitrary<Move> = fc.record({
  name: fc.constantFrom(...(Object.keys(moves) as (keyof typeof moves)[])),
  a: number,
  b: number,
  cents: fc.integer({ min: 0, max: 9999 }),
});

/** Begins with enough of everything for the moves to meet something. */
const beginning: readonly Move[] = (['person', 'person', 'tag', 'list', 'event', 'pledge', 'gift', 'reply'] as const).map(
  (name, index) => ({ name, a: index, b: index, cents: 500 }),
);

function play(sequence: readonly Move[]): Played {
  const played = new Played();
  played.nation.put('sites', { id: '1', name: 'Site' });
  for (const one of [...beginning, ...sequence]) moves[one.name](played, one);
  return played;
}

const sum = (rows: readonly NationRecord[]): number => rows.reduce((total, row) => total + Number(row.amount_in_cents), 0);

/** Every counter, told by going through all rows, beside what the record says. */
function counters({ nation }: Played): { expected: unknown[]; shown: unknown[] } {
  const rows = (type: string): readonly NationRecord[] => nation.table(type).rows;
  const of = (type: string, key: string, id: string): NationRecord[] => rows(type).filter(row => row[key] === id);
  const pairs: [unknown, unknown][] = [
    ...rows('signup_tags').map((tag): [unknown, unknown] => [of('signup_taggings', 'tag_id', tag.id).length, tag.taggings_count]),
    ...rows('lists').map((list): [unknown, unknown] => [of(listPlaces, 'list_id', list.id).length, list.signups_count]),
    ...rows('events').map((event): [unknown, unknown] => [
      of('event_rsvps', 'event_id', event.id).filter(rsvp => rsvp.canceled !== true).length,
      event.attending_count,
    ]),
    ...rows('pledges').map((pledge): [unknown, unknown] => {
      const paid = sum(of('donations', 'pledge_id', pledge.id).filter(gift => gift.status === 'succeeded'));
      return [Math.max(0, Number(pledge.amount_in_cents) - paid), pledge.amount_left_in_cents];
    }),
    ...rows('signups').flatMap((person): [unknown, unknown][] => {
      const gifts = of('donations', 'signup_id', person.id).filter(gift => gift.status === 'succeeded');
      const times = gifts.map(gift => textOf(gift.succeeded_at)).toSorted((a, b) => Date.parse(a) - Date.parse(b));
      return [
        [gifts.length, person.donations_count ?? 0],
        [sum(gifts), person.donations_amount_in_cents ?? 0],
        [times.at(-1) ?? null, person.last_donated_at ?? null],
        [sum(of('pledges', 'signup_id', person.id)), person.donations_pledged_amount_in_cents ?? 0],
        [of('contacts', 'signup_id', person.id).at(-1)?.created_at ?? null, person.last_contacted_at ?? null],
      ];
    }),
  ];
  return { expected: pairs.map(([expected]) => expected), shown: pairs.map(([, shown]) => shown) };
}

describe('after any sequence of writes', () => {
  it('counters agree with their records', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), sequence => {
        const { expected, shown } = counters(play(sequence));
        expect(shown).toEqual(expected);
      }),
    );
  });

  it('indexes agree with rows, and no key names a record that is gone', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), sequence => {
        const { nation } = play(sequence);
        for (const target of servedTypes.keys()) {
          for (const { type, key } of keysInto(target)) {
            const table = nation.table(type);
            for (const value of new Set(table.rows.map(row => textOf(row[key])).filter(Boolean))) {
              expect(table.where(key, value)).toEqual(table.rows.filter(row => row[key] === value));
              if (target !== 'sites')
                expect({ type, key, found: nation.table(target).find(value)?.id }).toEqual({ type, key, found: value });
            }
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('two nations of one seed have answered the same, byte by byte, and hold the same', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), sequence => {
        const [one, other] = [play(sequence), play(sequence)];
        expect(one.answers).toEqual(other.answers);
        expect(JSON.stringify(one.nation.changes())).toBe(JSON.stringify(other.nation.changes()));
      }),
      { numRuns: 30 },
    );
  });

  it('the moves do what they are there for: each is accepted at some time, and many are refused', () => {
    const accepted = new Set<string>();
    const refused = new Set<string>();
    for (const sequence of fc.sample(fc.array(move, { minLength: 40, maxLength: 60 }), { numRuns: 60, seed: 7 })) {
      const { answers } = play(sequence);
      for (const [index, { name }] of [...beginning, ...sequence].entries()) {
        (/^\d{3} /.test(answers[index] ?? '') ? refused : accepted).add(name);
      }
    }
    expect(accepted).toEqual(new Set(Object.keys(moves).filter(name => name !== 'halfWrite')));
    expect([...refused]).toEqual(
      expect.arrayContaining(['halfWrite', 'tag', 'tagging', 'gift', 'untag', 'place', 'reply', 'forget']),
    );
  });
});
