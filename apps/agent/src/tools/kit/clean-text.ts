/** Longest short text (a name, a title) that reaches the model or an event. */
export const plainLimit = 120;
/** Longest piece of a note, comment or other prose that reaches the model. */
export const proseLimit = 500;

/**
 * Characters that are not shown as themselves: controls, zero-width and bidirectional marks, tags, lone surrogates, private
 * use. People use them to hide words from a reader that a model would still read.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

const email = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
/** International form, the grouped form of ten digits, or ten digits in a row. Dates, amounts and ids are shorter. */
const phone = /(?<![\p{L}\p{N}])(?:\+\d(?:[ ().-]{0,2}\d){7,14}|\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}|\d{10})(?![\p{L}\p{N}])/gu;

/** Stands where contact data stood. */
export const hiddenContact = '[contact hidden]';

/** Contact data never leaves NationBuilder (product CHAT-4): e-mail addresses and phone numbers give way to a mark. */
export function maskContacts(text: string, keep: (found: string) => boolean = () => false): string {
  const mask = (found: string): string => (keep(found) ? found : hiddenContact);
  return text.replace(email, mask).replace(phone, mask);
}

/**
 * A short text out of a record, made fit for the model: invisible characters become spaces, white space is folded, contact
 * data is masked, and at most `limit` characters stay. Undefined for anything that is not a text or is empty then.
 */
export function plainText(value: unknown, limit = plainLimit): string | undefined {
  return cleaned(value, limit);
}

/** The same for long text that anybody may have typed, such as a note: at most 500 characters stay. */
export function proseText(value: unknown): string | undefined {
  return cleaned(value, proseLimit);
}

function cleaned(value: unknown, limit: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  // Cut first: a hostile text of megabytes must not be searched as a whole.
  const visible = value
    .slice(0, limit * 8)
    .replace(invisible, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const masked = maskContacts(visible);
  return masked === '' ? undefined : capped(masked, limit);
}

function capped(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}
