export { type FaultKind, type FaultPlan, type FaultRule } from './faults';
export { type LocalAws, type LocalAwsOptions, startLocalAws } from './local-aws';
