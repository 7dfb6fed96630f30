export * from './eventually';
export * from './it-except-at';
export * from './despite-defect';
export * from './nationbuilder-double';
export * from './claude-double';
export * from './mailbox-double';
export * from './fast-clock';
export * from './killable-service';
