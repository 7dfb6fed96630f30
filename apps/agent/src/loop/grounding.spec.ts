import fc from 'fast-check';
import { about, asked, link, page, sarah, tag } from '../../test/grounds';

describe('the target', () => {
  it.each([
    ['named', 'Tag Sarah Chen porch captain'],
    ['named in another case and with more space', 'tag SARAH  chen Porch Captain'],
    ['named as an owner', "Set Sarah Chen's tag: porch captain"],
    ['named as an owner, typographically', 'Set Sarah Chen’s tag: porch captain'],
    ['named in quotes', 'Tag “Sarah Chen” with "porch captain"'],
    ['given by id', 'Tag 110 as porch captain'],
    ['given by id with a sign', 'Tag #110 as porch captain.'],
  ])('is %s', (_, message) => {
    expect(asked(message, tag('Porch captain'))).toBe(true);
  });

  it.each([
    ['nobody', 'Tag her porch captain'],
    ['a part of another word', 'Tag the Sarah Chens porch captain'],
    ['a part of another name', 'Tag Sarah Chen-Ruiz porch captain'],
    ['a part of another name, with a hyphen that does not break', 'Tag Sarah Chen‑Ruiz porch captain'],
    ['the end of another name', 'Tag Anna-Sarah Chen porch captain'],
    ["a part of a name like O'Brien", "Tag O'Sarah Chen porch captain"],
    ['a first name alone', 'Tag Sarah porch captain'],
    ['somebody who looks alike: a Cyrillic a', 'Tag Sаrah Chen porch captain'],
    ['somebody whose name has a mark that is easily overlooked', 'Tag Sarah Chen\u0323 porch captain'],
    ['an id that is a part of a longer number', 'Tag 1101 as porch captain'],
    ['an id within a number with a comma', 'Tag the 2,110 people porch captain'],
    ['an id within an amount', 'Tag who gave $3.110 porch captain'],
    ['an id within a date', 'Tag who came 1/110 porch captain'],
    ['an id behind a minus', 'Tag -110 porch captain'],
    ['an id within another id', 'Tag rs_1-110-2 porch captain'],
  ])('is not %s', (_, message) => {
    expect(asked(message, tag('Porch captain'))).toBe(false);
  });

  it('is the record of the page, of its own kind', () => {
    const message = 'Tag her porch captain';
    expect(asked(message, tag('Porch captain'), { found: [], ...page('person', '110') })).toBe(true);
    expect(asked(message, tag('Porch captain'), { found: [], ...page('person', '111') })).toBe(false);
    expect(asked(message, tag('Porch captain'), { found: [], ...page('list', '110') })).toBe(false);
  });

  it('is not the person whose number a record of that name has', () => {
    const list = link('Sarah Chen', '110', 'lists');
    expect(asked('Tag Sarah Chen porch captain', tag('Porch captain'), { found: [list] })).toBe(false);
  });

  it('is not somebody who was never looked up', () => {
    expect(asked('Tag Sarah Chen porch captain', tag('Porch captain', '111'), {}, about(['111']))).toBe(false);
    expect(asked('Tag Sarah Chen porch captain', tag('Porch captain'), { found: [] })).toBe(false);
  });

  it('is not one of two of the same name, however they live', () => {
    const message = 'Tag Sarah Chen porch captain';
    expect(asked(message, tag('Porch captain'), { found: [sarah, link('Sarah Chen, Waco', '120')] })).toBe(false);
    expect(asked(message, tag('Porch captain'), { found: [sarah, link('SARAH CHEN (Waco)', '120')] })).toBe(false);
    expect(asked(message, tag('Porch captain'), { found: [sarah, sarah, link('Sara Chen', '120')] })).toBe(true);
  });

  it('is not a record whose name is only a part of that of another one that is said', () => {
    const found = [sarah, link('Sarah', '120'), link('Tag', '121')];
    const message = 'Tag Sarah Chen porch captain';
    expect(asked(message, tag('Porch captain', '120'), { found }, about(['120']))).toBe(false);
    expect(asked(message, tag('Porch captain'), { found })).toBe(true);
    expect(asked('Tag Sarah porch captain', tag('Porch captain', '120'), { found }, about(['120']))).toBe(true);
  });

  it('is with what it is put into, which has to be named as well', () => {
    const input = { signup_id: '110', list_id: '81' };
    const found = [sarah, link('Major donors', '81', 'lists'), link('Volunteers', '82', 'lists')];
    expect(asked('Put Sarah Chen on the list Major donors', input, { found })).toBe(true);
    expect(asked('Put Sarah Chen on list 81', input)).toBe(true);
    expect(asked('Put Sarah Chen on the list Volunteers', input, { found })).toBe(false);
    expect(asked('Put Sarah Chen on the list Major donors', input)).toBe(false);
  });

  it('is each of several', () => {
    const found = [sarah, link('Ana Ruiz', '120')];
    const input = { tag: 'Porch captain' };
    expect(asked('Tag Sarah Chen and Ana Ruiz porch captain', input, { found }, about(['110', '120']))).toBe(true);
    expect(asked('Tag Sarah Chen porch captain', input, { found }, about(['110', '120']))).toBe(false);
  });

  it('is a selection only where no strangers’ words were read', () => {
    const input = { result_set: 'rs_1', tag: 'Porch captain' };
    const effect = about(['7', '8', '9']);
    expect(asked('Tag them porch captain', input, {}, effect)).toBe(true);
    expect(asked('Tag them porch captain', input, { tainted: true }, effect)).toBe(false);
  });

  it('is one that is to be made', () => {
    expect(asked('Create Quinn Abernathy', { first_name: 'Quinn', last_name: 'Abernathy' }, {}, about(['new']))).toBe(true);
    expect(asked('Create Quinn', { first_name: 'Quinn', last_name: 'Abernathy' }, {}, about(['new']))).toBe(false);
  });
});

describe('a text', () => {
  it.each([
    ['in a longer word', 'volunteer', 'Tag Sarah Chen volunteers'],
    ['in a compound', 'porch captain', 'Tag Sarah Chen porch captain-elect'],
    ['with something added', 'porch captain today', 'Tag Sarah Chen porch captain'],
    ['of look-alike letters', 'роrсh captain', 'Tag Sarah Chen porch captain'],
    ['with something invisible in it', 'porch\u200b captain', 'Tag Sarah Chen porch captain'],
    ['of a word that is only the person', 'captain', 'Tag Sarah Captainson'],
    ['without anything', '', 'Tag Sarah Chen porch captain'],
    ['of space alone', '   ', 'Tag Sarah Chen porch captain'],
  ])('%s was not said', (_, name, message) => {
    expect(asked(message, tag(name))).toBe(false);
  });

  it('was said in another case, width, or with other quotes', () => {
    expect(asked('Tag Sarah Chen “friend’s  friend”', tag("Friend's friend"))).toBe(true);
    expect(asked('Tag Sarah Chen ＶＩＰ', tag('vip'))).toBe(true);
    expect(asked('Tag Sarah Chen #1 fan', tag('#1 fan'))).toBe(true);
    expect(asked('Tag Sarah Chen grade A+', tag('Grade A+'))).toBe(true);
  });

  it('has to be said wherever it stands in the input', () => {
    const input = { id: '110', more: { employer: 'Acme', tags: ['VIP', 'donor'] } };
    expect(asked('For Sarah Chen: employer Acme, VIP, donor', input)).toBe(true);
    expect(asked('For Sarah Chen: employer Acme, VIP', input)).toBe(false);
  });
});

it('taking a change back has to be called that, and nothing else makes it so', () => {
  const undo = about(['0:110'], 'signups', { undoes: 'act_1' });
  expect(asked('Undo that', {}, {}, undo)).toBe(true);
  expect(asked('Please take it back', {}, {}, undo)).toBe(true);
  expect(asked('How many volunteers?', {}, {}, undo)).toBe(false);
  expect(asked('Is this undoable?', {}, {}, undo)).toBe(false);
  expect(asked('Undo that', { action_id: 'act_1' }, {}, undo)).toBe(false);
});

describe('whatever the values are', () => {
  const word = fc.stringMatching(/^[a-z]{3,8}$/);
  const message = fc
    .array(fc.oneof(word, fc.nat(99_999).map(String)), { minLength: 1, maxLength: 12 })
    .map(words => words.join(' '));

  it('a text that does not stand in the message is never grounded', () => {
    fc.assert(
      fc.property(message, fc.oneof(word, fc.string()), fc.boolean(), (said, value, tainted) => {
        fc.pre(!said.includes(value.normalize('NFKC').toLowerCase().trim()));
        fc.pre(value !== '110'); // that is whom it is about
        expect(asked(said, tag(value), { tainted, ...page('person', '110') })).toBe(false);
      }),
    );
  });

  it('a number of which no digits stand in the message is never grounded', () => {
    fc.assert(
      fc.property(message, fc.nat(99_999), fc.constantFrom('guests_count', 'amount_in_cents'), (said, value, name) => {
        const digits = String(name === 'amount_in_cents' ? Math.floor(value / 100) : value);
        fc.pre(!said.includes(digits));
        expect(asked(said, { signup_id: '110', [name]: value }, page('person', '110'))).toBe(false);
      }),
    );
  });

  it('a word of the message is', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.nat(), (words, at) => {
        expect(asked(words.join(' '), tag(words[at % words.length]!), page('person', '110'))).toBe(true);
      }),
    );
  });

  it('nothing is grounded in strangers’ words that would not be without them', () => {
    const input = fc.record(
      {
        signup_id: fc.constant('110'),
        tag: word,
        is_volunteer: fc.boolean(),
        contact_method: fc.constantFrom('email', 'text'),
        n: fc.nat(99),
      },
      { requiredKeys: ['signup_id'] },
    );
    fc.assert(
      fc.property(message, input, (said, given) => {
        const here = page('person', '110');
        expect(asked(said, given, here) || !asked(said, given, { ...here, tainted: true })).toBe(true);
      }),
    );
  });
});
