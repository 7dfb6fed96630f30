import { NatClient, NatProblem } from '@nat/client';
import { NationSlug } from '@nat/contracts';

/** Sandbox sign-in of everything this runner does. */
export const sandboxUser = { nationSlug: NationSlug.parse('demo'), user: 'ada' };

/**
 * Makes the sandbox nation ready to be asked, through the public API like any client: its owner signs in, which connects
 * the nation, and it gets `plan` unless it already has one. Resolves when `usage` has heard of the plan.
 */
export async function prepareSandbox(gateway: string, plan: string): Promise<void> {
  const client = new NatClient({ baseUrl: gateway });
  await client.signInSandbox(sandboxUser);
  const current = await subscribe(client, plan);
  await until(async () => (await client.usage()).plan === current);
}

/** Starts the plan, or has the standing one looked up again, which brings its period up to date. */
async function subscribe(client: NatClient, plan: string): Promise<string> {
  try {
    return (await client.startSubscription({ plan })).plan;
  } catch (error) {
    if (!(error instanceof NatProblem) || error.code !== 'subscription_exists') throw error;
    const { plan: standing } = await client.subscription();
    return (await client.changeSubscription({ plan: standing })).plan;
  }
}

/** What Nat answers while the news of the subscription is still on its way. */
const unknownYet = new Set(['not_found', 'subscription_inactive']);

/** Events arrive when they arrive: asks again until `check` holds, at most 15 s. */
async function until(check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const done = await check().catch((error: unknown) => {
      if (error instanceof NatProblem && unknownYet.has(error.code)) return false;
      throw error;
    });
    if (done) return;
    if (Date.now() > deadline) throw new Error('the subscription of the sandbox nation did not become known within 15 s');
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
