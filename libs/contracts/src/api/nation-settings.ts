import { z } from 'zod';

/** Kinds of changes that a nation may switch off as a whole. */
export const toolGroups = ['deletes', 'money', 'outbound', 'bulk'] as const;
export const ToolGroup = z.enum(toolGroups);
export type ToolGroup = z.output<typeof ToolGroup>;

/** Days a conversation may be kept after its last message. */
export const RetentionDays = z.literal([1, 7, 30, 90], 'must be 1, 7, 30 or 90');
export type RetentionDays = z.output<typeof RetentionDays>;

/** IANA zone, such as `America/New_York`. */
export const TimeZone = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone such as America/New_York');

/** What a nation decided for all its members. It only ever narrows what they may do. */
export const NationSettings = z.object({
  /** Nothing is changed in this nation, whatever the role. */
  readOnly: z.boolean(),
  /** Kinds of changes that nobody makes, each once, sorted. */
  disabledToolGroups: z.array(ToolGroup),
  retentionDays: RetentionDays,
  /** In which people mean "today" and "last month". */
  timeZone: TimeZone,
  /** Nat answers nobody here. Only an operator of the platform sets it. */
  agentDisabled: z.boolean(),
});
export type NationSettings = z.output<typeof NationSettings>;

const changes = {
  readOnly: z.boolean().optional(),
  disabledToolGroups: z.array(ToolGroup).max(toolGroups.length).optional(),
  retentionDays: RetentionDays.optional(),
  timeZone: TimeZone.optional(),
};

/** A change of what agent keeps: at least one setting; the others stay as they are. */
export const ChangeNationSettings = z.strictObject(changes).refine(changesSomething, 'must change at least one setting');
export type ChangeNationSettings = z.output<typeof ChangeNationSettings>;

/** What a nation decided of who may join it; auth keeps it. */
export const JoinSettings = z.strictObject({
  /** People of the nation's control panel become members by signing in with NationBuilder; else everybody needs an invitation. */
  joinByConnection: z.boolean(),
});
export type JoinSettings = z.output<typeof JoinSettings>;

/** Answer of `/v1/nations/{slug}/settings`: what agent and auth keep, in one. */
export const NationSettingsAnswer = NationSettings.extend(JoinSettings.shape);
export type NationSettingsAnswer = z.output<typeof NationSettingsAnswer>;

/** Body of `PATCH /v1/nations/{slug}/settings`: at least one setting; the others stay as they are. */
export const NationSettingsChange = z
  .strictObject({ ...changes, ...JoinSettings.partial().shape })
  .refine(changesSomething, 'must change at least one setting');
export type NationSettingsChange = z.output<typeof NationSettingsChange>;

function changesSomething(change: object): boolean {
  return Object.values(change).some(value => value !== undefined);
}

function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: zone }));
  } catch {
    return false;
  }
}
