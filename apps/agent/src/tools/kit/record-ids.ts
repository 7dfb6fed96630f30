/** True of what can be the id of a record, in any nation. */
export const isRecordId = (text: string): boolean => /^\d{1,20}$/.test(text);

/** Ids in the order of their numbers. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
