import { type NatClient, NatProblem } from '@nat/client';
import { BadArgument, NothingToDo } from '../ask-problem';

/**
 * What to tell where a question could not be told to belong to a nation: which there are to choose from. Anything else stays
 * the error it is.
 */
export async function namingNations(error: unknown, client: Pick<NatClient, 'me'>, nation: string | undefined): Promise<unknown> {
  if (!(error instanceof NatProblem) || !['nation_required', 'forbidden'].includes(error.code)) return error;
  const me = await client.me().catch(() => undefined);
  const mine = me?.memberships.map(({ nationSlug }) => nationSlug as string);
  if (!mine) return error;
  if (mine.length === 0) return new NothingToDo('You belong to no nation yet. Ask an admin of yours for an invitation.');
  const list = mine.join(', ');
  if (nation === undefined && mine.length > 1)
    return new BadArgument(`You belong to several nations: ${list}. Name one with --nation.`);
  const isForeign = nation !== undefined && !mine.includes(nation);
  return isForeign ? new NothingToDo(`You do not belong to the nation ${nation}. Yours: ${list}.`) : error;
}
