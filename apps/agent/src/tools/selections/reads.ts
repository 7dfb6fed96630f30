import type { ReadTool } from '../kit/define-tool';
import { combineResultSets } from './combine-result-sets';
import { exportRecords } from './export-records';
import { showResultSet } from './show-result-set';

/** Work with what was kept. */
export const selectionReads: readonly ReadTool[] = [combineResultSets, showResultSet, exportRecords];
