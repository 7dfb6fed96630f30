export { checkDocument } from './check';
export type { Comparison, Difference, Tally } from './compare';
export { DocumentError } from './document/document-error';
export { report } from './report';
export { runCheck } from './run-check';
