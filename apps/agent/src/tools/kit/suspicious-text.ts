/**
 * Patterns of words that are meant for an assistant and not for a reader: orders, roles, and addresses that would carry
 * something away. They are cautious on purpose and prove nothing: a match only ever adds caution (agent.md section 7). Every
 * repetition is bounded, so that no text takes more than linear time.
 */
const patterns = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|prompt|rule|previous|above|guideline|system)/iu,
  /\b(?:you are now|act as|pretend to be|from now on you|new instructions?|system prompt|developer mode)\b/iu,
  /\b(?:assistant|ai|chatbot|nat|claude|model)\b[,:]? {0,3}(?:please |must |should |now ){0,2}(?:delete|remove|send|tag|export|reveal|show|update|call|run|enroll|approve|add|create|change|list)\b/iu,
  /\b(?:delete|export|send|reveal|approve|enroll)\b.{0,30}\b(?:all|every|everyone|everybody)\b.{0,30}\b(?:people|records?|lists?|donations?|signups?|contacts?|e-?mails?|tags?)\b/iu,
  /(?:^|[\s>[<|])(?:system|assistant|user|human|developer|tool_result|function)\s{0,3}(?:[:>\]]|\|>)/iu,
  /<\/?(?:system|assistant|human|instructions?|tool_use|tool_result|function_calls?|antml)\b|<\|[a-z_]{1,20}\|>|\[\/?INST\]/iu,
  /\b(?:approval|confirmation|permission) (?:is |was |has been |already )?(?:given|granted|approved)\b|\b(?:pre-?approved|already approved|no confirmation (?:is )?needed)\b/iu,
  /(?:https?:\/\/|www\.)[^\s?#]{1,200}[?#][^\s]{0,200}=/iu,
  /!\[[^\]]{0,80}\]\(|<!--|\b(?:begin|start|end) every (?:answer|reply|response|message)\b/iu,
  /\b(?:when|if) you (?:read|see|process) this\b|\b(?:order|command|instruct) you to\b/iu,
] as const;

/** Longer texts are judged by their beginning: no more of them reaches the model. */
const judged = 2_000;

/** True when a text reads as if it were meant for an assistant. */
export function isSuspicious(text: string): boolean {
  const beginning = text.slice(0, judged);
  return patterns.some(pattern => pattern.test(beginning));
}

/** Text that seems to be meant for an assistant, and the record it stands in. */
export interface Suspect {
  /** Id of the nearest record around the text; undefined when it stands in none. */
  recordId?: string;
}

/** The first suspicious text anywhere in a value; names of properties are ours and not judged. Pure. */
export function suspectIn(value: unknown, recordId?: string): Suspect | undefined {
  if (typeof value === 'string') return isSuspicious(value) ? { recordId } : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const { id } = value as { id?: unknown };
  const around = typeof id === 'string' ? id : recordId;
  for (const part of Object.values(value)) {
    const suspect = suspectIn(part, around);
    if (suspect) return suspect;
  }
  return undefined;
}
