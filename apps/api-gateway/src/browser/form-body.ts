import { AppError } from '@nat/service-kit';

/** Fields a form may have; ours have three. */
const mostFields = 16;

/** The fields of a form that a browser sent (`application/x-www-form-urlencoded`), each of which stood there once. */
export class FormBody {
  private constructor(readonly fields: Readonly<Record<string, string>>) {}

  /** Throws `malformed_request` for what is no form of ours: a field twice, too many, or bytes that are no UTF-8. */
  static parse(body: Buffer): FormBody {
    return new FormBody(onceEach(new URLSearchParams(decoded(body))));
  }
}

/** Parameters of which each stands there once. Throws `malformed_request` otherwise: two readers could read different ones. */
export function onceEach(parameters: Iterable<[string, string]>): Record<string, string> {
  const fields = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const [name, value] of parameters) {
    if (name in fields || ++count > mostFields) throw malformed();
    fields[name] = value;
  }
  return fields;
}

function decoded(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw malformed();
  }
}

function malformed(): AppError {
  return new AppError('malformed_request', 'This was not sent by a page of Nat. Start again from where you came.');
}
