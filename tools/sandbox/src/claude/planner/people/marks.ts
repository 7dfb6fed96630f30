import { opens, type Phrase } from '../phrases';
import { same, type Condition, type ConditionReader, type Said } from './condition';

/** A mark on a person's own record, with the wordings of it and of its absence. */
interface Mark {
  phrase: Phrase;
  own: Record<string, unknown>;
  said: Said;
  /** Where the absence can be filtered by and told. */
  absent?: { own: Record<string, unknown>; said: Said };
}

const present = { not_eq: null };
const wished = '(asked|requested|wanted|want|wish|wished|prefer|preferred|told us)';
const marked = '(marked|flagged|listed|registered|set) [as]';

function role(attribute: string, noun: string): Mark {
  return {
    phrase: opens(`[${marked}] [a|an] ${noun}`, `[${marked}] ${noun}s`),
    own: { [attribute]: true },
    said: [`is a ${noun}`, `are ${noun}s`],
    absent: { own: { [attribute]: false }, said: [`is not a ${noun}`, `are not ${noun}s`] },
  };
}

/** Having something or not, in many words: "have no email address", "without an email", "lack an email". */
function having(attribute: string, noun: string, words: string): Mark[] {
  const missing: Said = [`has no ${noun}`, `have no ${noun}`];
  const has: Said = [`has a ${noun}`.replace('a e', 'an e'), `have a ${noun}`.replace('a e', 'an e')];
  const onFile = '[on (file|record)]';
  return [
    {
      phrase: opens(
        `[with] no ${words} ${onFile}`,
        `without [a|an|any] ${words} ${onFile}`,
        `(lack|lacks|lacking|miss|misses|missing) [a|an|any|their] ${words}`,
        `whose ${words} is (missing|unknown|empty|blank)`,
      ),
      own: { [attribute]: null },
      said: missing,
    },
    {
      phrase: opens(`[with] (a|an|any) ${words} ${onFile}`),
      own: { [attribute]: present },
      said: has,
      absent: { own: { [attribute]: null }, said: missing },
    },
  ];
}

const marks: Mark[] = [
  role('is_volunteer', 'volunteer'),
  role('is_donor', 'donor'),
  role('is_supporter', 'supporter'),
  role('is_prospect', 'prospect'),
  {
    phrase: opens(
      `${wished} [us] not to be (contacted|approached)`,
      `(do|does) not want [us] to (be contacted|contact them)`,
      `(do|does) not wish to be contacted`,
      `[${marked}|on [our|the]] do not contact [list]`,
      `refused [all|any] contact`,
      `opted out of [all|any] contact`,
    ),
    own: { do_not_contact: true },
    said: same('asked not to be contacted'),
  },
  {
    phrase: opens(
      `${wished} [us] not to be (called|phoned|telephoned)`,
      `(do|does) not want (to be (called|phoned|telephoned)|us to call them|[any] phone calls|[any] calls)`,
      `[${marked}|on [our|the]] do not call [list]`,
    ),
    own: { do_not_call: true },
    said: same('asked not to be called'),
  },
  ...having('email', 'email address', '(email addresses|email address|e-mail address|email|e-mail)'),
  ...having('last_name', 'last name', '(last names|last name|surname|family name)'),
  ...having('first_name', 'first name', '(first name|given name)'),
  {
    phrase: opens('died', 'deceased', 'dead', 'passed away', 'no longer alive', `${marked} (deceased|dead)`),
    own: { is_deceased: true },
    said: ['has died', 'have died'],
    absent: { own: { is_deceased: false }, said: ['is not marked as deceased', 'are not marked as deceased'] },
  },
  {
    phrase: opens(`[${marked}] [a|as a|as] (possible|potential|likely|probable|suspected) (duplicate|duplicates)`),
    own: { is_possible_duplicate: true },
    said: ['is flagged as a possible duplicate', 'are flagged as possible duplicates'],
    absent: {
      own: { is_possible_duplicate: false },
      said: ['is not flagged as a possible duplicate', 'are not flagged as possible duplicates'],
    },
  },
  {
    phrase: opens(
      'unsubscribed [from [our|the|all|all our] (email|emails|e-mails|mailings|newsletter|newsletters|mail|mailing list)]',
      'opted out of [our|the|all|all our] (email|emails|e-mails|mailings|newsletters)',
    ),
    own: { unsubscribed_at: present },
    said: ['has unsubscribed', 'have unsubscribed'],
    absent: { own: { unsubscribed_at: null }, said: ['has not unsubscribed', 'have not unsubscribed'] },
  },
  {
    phrase: opens(
      'bouncing',
      '[an|a] bouncing [primary|first] (email|e-mail) [address]',
      'whose [first|primary] (email|e-mail) [address] (bounces|bounced|is bouncing)',
      'email [addresses] bounce',
    ),
    own: { email1_is_bouncing: true },
    said: ['has a first email address that bounces', 'have a first email address that bounces'],
    absent: {
      own: { email1_is_bouncing: false },
      said: ['has no bouncing first email address', 'have no bouncing first email address'],
    },
  },
];

/** Marks of a person: roles, wishes, what is missing on the record. */
export const readMark: ConditionReader = (text, negated) => {
  for (const { phrase, own, said, absent } of marks) {
    const match = phrase(text);
    if (!match || (negated && !absent)) continue;
    const condition: Condition = negated ? { own: absent!.own, said: absent!.said } : { own, said };
    return { condition, rest: match.rest };
  }
  return undefined;
};
