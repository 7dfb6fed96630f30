export * from './aws-options';
export * from './conditions';
export * from './document-client';
export * from './ensure-table';
export * from './expressions';
export * from './resources';
export * from './table';
export * from './write-transaction';
