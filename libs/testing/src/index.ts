export * from './eventually';
export * from './it-except-at';
