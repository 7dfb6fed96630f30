/** A file on its way. */
export interface Download {
  /** Safe as a name on any disk: letters, digits, dots, dashes. */
  name: string;
  /** UTF-8; errors when the connection breaks before its end. */
  body: ReadableStream<Uint8Array>;
}

/** The file an answer brings, under the name it was given there. */
export function downloadOf({ headers, body }: Response): Download {
  const [, name] = /filename="(\w[\w.-]*)"/.exec(headers.get('content-disposition') ?? '') ?? [];
  return { name: name ?? 'export.csv', body: body ?? new Blob([]).stream() };
}
