import type { CustomFetch } from 'openid-client';

/** Longest answer of an issuer that is read, in bytes. */
const bodyLimit = 65_536;

/**
 * `fetch` for `openid-client`: no redirect is followed, whatever was asked for, and no more than 64 KB of an answer are read. The
 * library bounds the time, to the last byte.
 */
export const boundedFetch: CustomFetch = async (url, options) => {
  const answer = await fetch(url, { ...options, redirect: 'manual' } as RequestInit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += (chunk as Uint8Array).byteLength;
    if (size > bodyLimit) throw new Error(`the answer is larger than ${bodyLimit} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  const { status, headers } = answer;
  return new Response(chunks.length === 0 ? null : Buffer.concat(chunks), { status, headers });
};
