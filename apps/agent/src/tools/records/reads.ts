import type { ReadTool } from '../kit/define-tool';
import { describeRecords } from './describe-records';
import { findRecords } from './find-records';
import { getRecord } from './get-record';

/** Any of the forty types, for what the other tools do not name. */
export const recordReads: readonly ReadTool[] = [describeRecords, findRecords, getRecord];
