export { addressParts, type Attribute, type AttributeKind, type FilterClass } from './catalog/attributes';
export {
  type ActionName,
  findResource,
  operations,
  operators,
  resourceOf,
  resources,
  type ResourceType,
  resourceTypes,
  type WritableName,
} from './catalog/catalog';
export type { Resource } from './catalog/define-resource';
export type { Operation, OperationKind } from './catalog/operations';
export { findOperation, operationNames } from './catalog/find-operation';
export { policyOf } from './catalog/privacy';
export { isToMany, type Relationship } from './catalog/relationships';
export type { Route } from './catalog/routes';
export { checkFilter } from './checks/check-filter';
export { readableNames, sortableNames } from './checks/check-read';
export { checkWrite, type WriteMode } from './checks/check-write';
export { commonMistake } from './checks/common-mistakes';
export { nearestNames } from './checks/nearest-names';
export { refuse } from './checks/problems';
export type { AsyncProcess } from './client/async-processes';
export {
  type AccessTokenSource,
  bulkCap,
  NationBuilderClient,
  type OneRecord,
  type RecordList,
} from './client/nation-builder-client';
export { keyValue, relatedValue } from './client/natural-key';
export type { RecordPage } from './client/pages';
export type { Filter, FilterCondition, FilterValue, Operator, ReadQuery, ShowQuery } from './client/read-query';
export type { AnyWrite, RecordWrite } from './client/write-body';
export { Included, JsonApiRecord, type ResourceRecord } from './http/json-api';
export { type FieldProblem, NationBuilderError, type NationBuilderErrorKind } from './http/nation-builder-error';
export { NationOrigin } from './http/nation-origin';
export { EgressLimiter } from './limits/egress-limiter';
export { TokenBucket } from './limits/token-bucket';
