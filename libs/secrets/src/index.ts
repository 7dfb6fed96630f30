export * from './secret-vault';
export * from './aws-secret-vault';
export * from './in-memory-secret-vault';
export * from './version-id';
export * from './parsed-secret';
