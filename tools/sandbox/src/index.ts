import { startClaude } from './claude/start-claude';
import { startMail } from './mail/start-mail';
import { startNationBuilder } from './nationbuilder/start-nationbuilder';
import { startStripe } from './stripe';

export { startClaude } from './claude/start-claude';
export { startMail } from './mail/start-mail';
export { DEMO_USERS } from './nationbuilder/access/demo-users';
export { expectedAnswers } from './nationbuilder/fixtures/expected-answers';
export { startNationBuilder } from './nationbuilder/start-nationbuilder';
export { startStripe } from './stripe';

export interface SandboxOptions {
  /** 0 takes any free port. */
  ports: { claude: number; nationbuilder: number; stripe: number; smtp: number; mail: number };
  /** File that keeps the Stripe double's objects; without it they live in memory. */
  stripeState?: string;
  /** Instant the demo nation's dates are counted from; fixed, so that answers repeat. */
  nationNow?: string;
  /** Pseudo-random seed of the demo nation; 1 unless told. */
  seed?: number;
}

/** Every vendor double and the mailbox, running. */
export interface Sandbox {
  claude: Awaited<ReturnType<typeof startClaude>>;
  nationbuilder: Awaited<ReturnType<typeof startNationBuilder>>;
  stripe: Awaited<ReturnType<typeof startStripe>>;
  mail: Awaited<ReturnType<typeof startMail>>;
  close(): Promise<void>;
}

/** Starts the doubles of all vendors and the mailbox on loopback. When one cannot start, those already started are closed. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const started: { close(): Promise<void> }[] = [];
  const keep = async <Double extends { close(): Promise<void> }>(starting: Promise<Double>): Promise<Double> => {
    const double = await starting;
    started.push(double);
    return double;
  };
  const close = async (): Promise<void> => {
    for (const double of started.splice(0).reverse()) await double.close();
  };
  try {
    const claude = await keep(startClaude({ port: options.ports.claude }));
    const nationbuilder = await keep(
      startNationBuilder({ port: options.ports.nationbuilder, now: options.nationNow, seed: options.seed }),
    );
    const stripe = await keep(startStripe({ port: options.ports.stripe, stateFile: options.stripeState }));
    const mail = await keep(startMail({ port: options.ports.mail, smtpPort: options.ports.smtp }));
    return { claude, nationbuilder, stripe, mail, close };
  } catch (error) {
    await close();
    throw error;
  }
}
