export * from './html';
export * from './page';
export * from './problem-page';
