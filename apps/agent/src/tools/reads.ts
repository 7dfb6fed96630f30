import { analysisReads } from './analysis/reads';
import { eventReads } from './events/reads';
import type { ReadTool } from './kit/define-tool';
import { moneyReads } from './money/reads';
import { outreachReads } from './outreach/reads';
import { pageReads } from './pages/reads';
import { pathReads } from './paths/reads';
import { peopleReads } from './people/reads';
import { recordReads } from './records/reads';
import { selectionReads } from './selections/reads';
import { surveyReads } from './surveys/reads';
import { recentChanges } from './undo/reads';
import { votingReads } from './voting/reads';

/** Every tool that looks something up, by capability. */
export const readTools: readonly ReadTool[] = [
  ...peopleReads,
  ...moneyReads,
  ...eventReads,
  ...pathReads,
  ...outreachReads,
  ...surveyReads,
  ...pageReads,
  ...votingReads,
  ...recordReads,
  ...analysisReads,
  ...selectionReads,
  recentChanges,
];
