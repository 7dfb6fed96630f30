/** The document cannot be compared; the message continues "cannot compare with {file}: ". */
export class DocumentError extends Error {}
