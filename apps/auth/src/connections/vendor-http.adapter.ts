/** Milliseconds a call to NationBuilder's OAuth endpoints may take, to the last byte. */
export const vendorTimeoutMs = 10_000;
/** Longest answer that is read, in bytes. */
const bodyLimit = 65_536;

export interface VendorAnswer {
  status: number;
  body: string;
  /** The `Location` header of a redirect. It is never followed. */
  location?: string;
}

/**
 * Calls NationBuilder: no redirect is followed, 10 s, 64 KB. Rejects without an answer. `form` is sent url-encoded as POST;
 * without it the call is a GET.
 */
export async function callVendor(
  url: URL,
  options: { form?: Record<string, string>; headers?: Record<string, string> },
): Promise<VendorAnswer> {
  const answer = await fetch(url, {
    method: options.form ? 'POST' : 'GET',
    headers: options.headers,
    body: options.form && new URLSearchParams(options.form),
    redirect: 'manual',
    signal: AbortSignal.timeout(vendorTimeoutMs),
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength;
    if (size > bodyLimit) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  return { status: answer.status, body, location: answer.headers.get('location') ?? undefined };
}
