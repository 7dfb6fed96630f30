import { z } from 'zod';

const taken = {
  /** Step of the delivery: the sender, a recipient, or the end of the content. */
  at: z.enum(['sender', 'recipient', 'data']),
  /** Only for this recipient. */
  recipient: z.string().optional(),
  /** How often; absent, until the faults are deleted. */
  times: z.int().min(1).optional(),
};

/**
 * A failure of the mail server. `reply` refuses with an answer, and the mail is not kept; `drop` and `hang` at `data` keep the mail
 * and then break the connection, or never answer.
 */
const mailFault = z.discriminatedUnion('effect', [
  z.strictObject({
    effect: z.literal('reply'),
    code: z.int().min(400).max(599),
    text: z
      .string()
      .regex(/^[\x20-\x7e]*$/)
      .default('Told to fail'),
    ...taken,
  }),
  z.strictObject({ effect: z.literal('drop'), ...taken }),
  z.strictObject({ effect: z.literal('hang'), ...taken }),
]);
export type MailFault = z.input<typeof mailFault>;
type PlannedFault = z.output<typeof mailFault>;

/** Faults that are still to happen, in the order they were asked for. */
export class MailFaults {
  private planned: PlannedFault[] = [];

  /** Throws on one that is not well formed. */
  add(fault: unknown): void {
    this.planned.push(mailFault.parse(fault));
  }

  clear(): void {
    this.planned = [];
  }

  take(at: PlannedFault['at'], recipients: readonly string[] = []): PlannedFault | undefined {
    const fault = this.planned.find(
      planned => planned.at === at && (planned.recipient === undefined || recipients.includes(planned.recipient)),
    );
    if (fault?.times === undefined) return fault;
    fault.times -= 1;
    this.planned = this.planned.filter(({ times }) => times !== 0);
    return fault;
  }
}
