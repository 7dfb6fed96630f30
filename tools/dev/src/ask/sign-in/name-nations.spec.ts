import { NatProblem } from '@nat/client';
import { problem, type ProblemCode } from '@nat/contracts';
import { refusal } from '../../../test/fake-nat';
import { BadArgument, NothingToDo } from '../ask-problem';
import { namingNations } from './name-nations';

const refused = (code: ProblemCode): NatProblem => new NatProblem(problem(code, `Because of ${code}.`, 'req_1'));
const memberOf = (...nations: string[]) => ({
  me: async () =>
    ({
      userId: 'usr_1',
      name: 'Ada',
      claims: [],
      memberships: nations.map(nationSlug => ({ nationSlug, role: 'member' })),
    }) as never,
});

it.each([
  [
    'nation_required',
    ['demo', 'other'],
    undefined,
    BadArgument,
    'You belong to several nations: demo, other. Name one with --nation.',
  ],
  ['forbidden', ['demo', 'other'], 'empty', NothingToDo, 'You do not belong to the nation empty. Yours: demo, other.'],
  ['forbidden', [], undefined, NothingToDo, 'You belong to no nation yet.'],
  ['forbidden', [], 'demo', NothingToDo, 'You belong to no nation yet.'],
] as const)('says after %s, of a member of %j who named %s, which there are', async (code, nations, named, kind, words) => {
  const told = await namingNations(refused(code), memberOf(...nations), named);
  expect(told).toBeInstanceOf(kind);
  expect((told as Error).message).toContain(words);
});

it.each([
  ['another problem', refused('quota_exceeded'), memberOf('demo', 'other'), undefined],
  ['no problem at all', new Error('no'), memberOf('demo', 'other'), undefined],
  ['a refusal in their own nation', refused('forbidden'), memberOf('demo', 'other'), 'demo'],
  ['a refusal of a member of one nation', refused('forbidden'), memberOf('demo'), undefined],
  [
    'a refusal where nobody knows their nations',
    refused('nation_required'),
    { me: async () => Promise.reject(await NatProblem.from(refusal('dependency_unavailable'))) },
    undefined,
  ],
])('leaves %s as it is', async (_, error, client, named) => {
  expect(await namingNations(error, client, named)).toBe(error);
});
