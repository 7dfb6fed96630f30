/**
 * What a secret holds that was written as JSON. Whatever is wrong with it, the error says nothing of what it is: the message of
 * a parser quotes what it could not read, and messages end in logs.
 *
 * @param form a zod schema, or whatever else throws for a value that is none.
 */
export function parsedSecret<Value>(text: string, form: { parse(value: unknown): Value }): Value {
  try {
    return form.parse(JSON.parse(text));
  } catch {
    throw new Error('a secret in the vault is not of its form');
  }
}
