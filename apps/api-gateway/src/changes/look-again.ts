/**
 * Milliseconds the agent may take before it answers a decision or an undo: it looks at the records again first, to see what
 * changed meanwhile. What it then carries out is not waited for.
 */
export const lookAgainMs = 25_000;
