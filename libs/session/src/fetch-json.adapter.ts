/** Gets a JSON document of a sibling service or an external issuer. Rejects unless it is a 200 of reasonable size within the time. */
export type FetchJson = (url: string) => Promise<unknown>;

const timeoutMs = 2_000;
const sizeLimit = 65_536;

/** {@link FetchJson} over the network: 2 s, 64 KB, no redirect. */
export const fetchJson: FetchJson = async url => {
  const answer = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (answer.status !== 200 || !answer.body) throw new Error(`status ${answer.status} instead of a document`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    if (size > sizeLimit) throw new Error(`the document is larger than ${sizeLimit} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
};
