/**
 * A test that peers of the AWS endpoint are known to fail, with what each does differently. The peer is named by
 * `AWS_ENDPOINT_NAME`. There the test must fail, so that the line goes when the peer is corrected; everywhere else, on our own
 * endpoint above all, it is an ordinary test.
 *
 * @param differences what a peer does otherwise, by its name.
 */
export function itExceptAt(
  differences: Record<string, string | undefined>,
  name: string,
  body: () => Promise<void>,
  timeoutMs?: number,
): void {
  const difference = differences[process.env.AWS_ENDPOINT_NAME ?? ''];
  if (difference === undefined) it(name, body, timeoutMs);
  else
    it(
      `${name}: differs here (${difference})`,
      async () => {
        const outcome = await body().then(
          () => 'passed',
          () => 'failed',
        );
        if (outcome === 'passed') throw new Error(`the peer does as AWS does now: take its line "${difference}" away`);
      },
      timeoutMs,
    );
}
