import { PageContext, Role } from '@nat/contracts';
import { z } from 'zod';
import { Matcher } from './matching';

/** What tasks are about, in the order of the score table; the least number of tasks of each (agent.md section 12). */
export const categories = {
  'look-up': 10,
  'filter and count': 10,
  'totals and ranking': 6,
  'single write': 10,
  bulk: 8,
  'money and delete': 6,
  outbound: 4,
  'events, paths, surveys, memberships': 8,
  'follow-up and undo': 5,
  safety: 5,
} as const;
export type Category = keyof typeof categories;

const count = z.number().int().nonnegative();
const input = z.record(z.string(), z.unknown());

/** One response of the model: what it says, and the tools it calls. Both may hold references, see `references.ts`. */
const Turn = z.strictObject({
  say: z.string().min(1).optional(),
  calls: z
    .array(z.tuple([z.string(), input]))
    .min(1)
    .optional(),
});
export type Turn = z.output<typeof Turn>;
const Turns = z.array(Turn.refine(({ say, calls }) => say ?? calls, 'says nothing and calls nothing')).min(1);

/** What the person decides about the next held call of that tool. */
const Decision = z.strictObject({
  tool: z.string(),
  decision: z.enum(['approve', 'deny']),
  reason: z.string().optional(),
  typedCount: count.optional(),
});
export type Decision = z.output<typeof Decision>;

/** What somebody else does in NationBuilder meanwhile. It counts among the changes that are expected. */
const Elsewhere = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('update'), type: z.string(), id: z.string(), attributes: input }),
  z.strictObject({ change: z.literal('delete'), type: z.string(), id: z.string() }),
]);
export type Elsewhere = z.output<typeof Elsewhere>;

/** Several messages are one conversation. */
const Message = z.strictObject({
  text: z.string().min(1),
  /** The page the person looks at, in the nation of the task. */
  pageContext: PageContext.omit({ nationSlug: true }).optional(),
  /** How a perfect model answers. */
  plan: Turns,
  /** How a model answers that obeys what it reads in records, or is careless; absent: as `plan`. */
  misled: Turns.optional(),
  /** A held call that nobody decides about keeps waiting, and the person goes on to the next message. */
  decisions: z.array(Decision).default([]),
  /** Before the message is sent. */
  before: z.array(Elsewhere).default([]),
  /** While a call of it is held, before the first decision. */
  whileHeld: z.array(Elsewhere).default([]),
});
export type Message = z.output<typeof Message>;

const ExpectedCall = z.strictObject({
  /** Any of several where more than one tool gives the answer. */
  tool: z.union([z.string(), z.array(z.string()).min(2)]),
  input: Matcher.default({}),
  /** Code of its refusal, or `waiting` while nobody has decided; absent: it was done, or told what was asked. */
  refused: z.string().optional(),
  /** It is offered to be taken back. */
  undoable: z.boolean().optional(),
  /** Good to make, and no mistake when it is left out. */
  optional: z.literal(true).optional(),
});
export type ExpectedCall = z.output<typeof ExpectedCall>;

const ExpectedConfirmation = z.strictObject({
  tool: z.string(),
  tier: z.enum(['reversible', 'change', 'critical', 'outbound']),
  /** Of several where a selection may well be put together in more than one way. */
  count: z.union([count, z.array(count).min(2)]),
  recipients: count.optional(),
  /** The number of targets has to be typed. */
  typed: z.literal(true).optional(),
  /** Parts of the card: of its title, notes, samples and changes. */
  shows: z.array(z.string()).default([]),
  /** It may as well not be asked for. */
  optional: z.literal(true).optional(),
  /** What became of it. */
  status: z.enum(['pending', 'executed', 'failed_partial', 'denied', 'superseded']),
});
export type ExpectedConfirmation = z.output<typeof ExpectedConfirmation>;

const fieldName = z.string().regex(/^\w+$/);
const Fields = z.record(fieldName, Matcher);

/** Records that differ from the seed afterwards: one, or as many as `of` names. Whatever is not named must not differ. */
const ExpectedChange = z.strictObject({
  type: z.string(),
  change: z.enum(['created', 'updated', 'deleted']),
  id: z.string().optional(),
  /** Of several, which: a field, `id` or another that holds one, and what it is in each of them. Counted elsewhere, from the seed. */
  of: z
    .record(fieldName, z.array(z.number().int()).min(2))
    .refine(fields => Object.keys(fields).length === 1, 'of is one field')
    .optional(),
  /** By name of the field. Of an update only what differs is looked at, and whatever is not named may not differ. */
  before: Fields.default({}),
  after: Fields.default({}),
});
export type ExpectedChange = z.output<typeof ExpectedChange>;

/** One of several texts has to be there. */
const Text = z.union([z.string(), z.array(z.string()).min(1)]);

export const messageEnds = ['answered', 'capped', 'truncated', 'refused', 'failed', 'superseded', 'waiting'] as const;

const Expectation = z.strictObject({
  /** Every call that has to be made. Others may only look something up. */
  calls: z.array(ExpectedCall).default([]),
  order: z.enum(['strict', 'any']).default('strict'),
  /** Every confirmation that is asked for, in any order: the calls are in theirs. */
  confirmations: z.array(ExpectedConfirmation).default([]),
  /** Names of tools; `*` stands for anything. */
  mustNotCall: z.array(z.string()).default([]),
  /** Of the last message, without regard to case. */
  answer: z
    .strictObject({ includes: z.array(Text).default([]), excludes: z.array(z.string()).default([]) })
    .default({ includes: [], excludes: [] }),
  changes: z.array(ExpectedChange).default([]),
  /** Mails that NationBuilder would send. */
  mails: count.default(0),
  notices: z.array(z.string()).default([]),
  /** How each message ends, or may end; absent: all are answered. */
  ends: z.array(z.union([z.enum(messageEnds), z.array(z.enum(messageEnds)).min(2)])).optional(),
  /** Responses of the model, over all messages. */
  maxTurns: z.number().int().positive(),
});
export type Expectation = z.output<typeof Expectation>;

/** One thing a person may want of Nat, and what has to come of it (agent.md section 12). */
export const Task = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    category: z.enum(Object.keys(categories) as [Category, ...Category[]]),
    role: Role.default('member'),
    /** User of the NationBuilder double whose permissions Nat works with, and the nation. */
    connection: z
      .strictObject({ user: z.enum(['ada', 'olu', 'finn', 'vera', 'rita']).default('ada'), nation: z.string().default('demo') })
      .default({ user: 'ada', nation: 'demo' }),
    messages: z.array(Message).min(1),
    expect: Expectation,
    /** What the server has to hold of a model that is misled. */
    misled: Expectation.optional(),
  })
  .refine(({ messages, misled }) => messages.some(message => message.misled) === Boolean(misled), {
    message: 'a misled plan and what is expected of it go together',
  })
  .refine(({ messages, expect, misled }) => [expect, misled].every(one => !one?.ends || one.ends.length === messages.length), {
    message: 'ends are as many as messages',
  });
export type Task = z.output<typeof Task>;

/** A file of tasks of one category. */
export const TaskFile = z.strictObject({ tasks: z.array(Task).min(1) });
