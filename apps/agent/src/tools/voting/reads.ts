import type { ReadTool } from '../kit/define-tool';
import { listTool } from '../kit/read-tools';

/** Elections and the voter file. What voters chose and whether they voted is never told. */
export const votingReads: readonly ReadTool[] = [
  listTool({ type: 'elections', description: 'Elections. By election_at, state.' }),
  listTool({ type: 'voters', description: 'Voter file records of people. By signup_id.' }),
];
