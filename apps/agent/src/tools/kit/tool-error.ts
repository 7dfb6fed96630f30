/**
 * An answer of a tool that the model can act on: a name that does not exist, a condition that cannot be put, a selection that
 * is gone. The message says what is wrong and what would be right, and goes to the model as it is: no contact data in it.
 */
export class ToolError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly fields?: { path: string; message: string }[],
  ) {
    super(message);
    this.name = 'ToolError';
  }
}
