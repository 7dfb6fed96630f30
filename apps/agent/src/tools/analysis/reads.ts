import type { ReadTool } from '../kit/define-tool';
import { aggregateRecords } from './aggregate-records';
import { countRecords } from './count-records';
import { findDuplicates } from './find-duplicates';
import { findPeople } from './find-people';

/** What is worked out by code over all matches. */
export const analysisReads: readonly ReadTool[] = [countRecords, aggregateRecords, findPeople, findDuplicates];
