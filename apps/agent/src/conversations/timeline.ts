import type { ConversationMessage, Link } from '@nat/contracts';
import { base32 } from '@nat/service-kit';
import { createHash } from 'node:crypto';
import type { QueryRow } from '../conversation/query-row';
import { distinctLinks } from '../tools/kit/links';
import type { Exchange, Note } from './conversation.store';

/** A message, and the place in its conversation after which a page goes on. */
export interface TimelineEntry {
  place: string;
  message: ConversationMessage;
}

/** Where to go on in a conversation. */
export interface TimelinePlace {
  /** Highest number of a question that may still be shown. */
  upTo: number;
  /** The answer to that question was shown already. */
  answered: boolean;
  /** Only notes whose place ({@link notePlace}) is smaller are left. */
  notesBefore: string;
}

/** What a place looks like: the last question shown and how much of its exchange, then the newest note that is left. */
export const placeForm = /^\d{8}[aqn] \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z(?:~|#act_[0-9a-z]{26,52})$/;

export const fromTheEnd: TimelinePlace = { upTo: 99_999_999, answered: false, notesBefore: '~' };

/** @param place one that has the {@link placeForm}. */
export function readPlace(place: string): TimelinePlace {
  const [number, shown] = [Number(place.slice(0, 8)), place[8]];
  return { upTo: shown === 'q' ? number - 1 : number, answered: shown === 'a', notesBefore: place.slice(10) };
}

/**
 * What was said, newest first: of each query the question as its person wrote it and the answer as it was shown, among them
 * the notes by their time. Nothing of a provider's blocks is in it. Pure.
 *
 * @param exchanges newest first, from the place on. Notes may be all of the conversation.
 */
export function timeline(exchanges: readonly Exchange[], notes: readonly Note[], from: TimelinePlace): TimelineEntry[] {
  const left = notes.filter(note => notePlace(note) < from.notesBefore).sort((a, b) => (notePlace(a) < notePlace(b) ? 1 : -1));
  const entries: TimelineEntry[] = [];
  let shown = `${pad(from.upTo)}${from.answered ? 'a' : 'n'}`;
  let notesBefore = from.notesBefore;
  const add = (message: ConversationMessage, noteBound: string): void => {
    if (noteBound < notesBefore) notesBefore = noteBound;
    entries.push({ place: `${shown} ${notesBefore}`, message });
  };
  for (const { step, message } of exchanges.flatMap(exchange => said(exchange, from))) {
    while (left.length > 0 && left[0]!.createdAt > message.createdAt) addNote(left.shift()!, add);
    shown = step;
    add(message, `${message.createdAt}~`);
  }
  for (const note of left) addNote(note, add);
  return entries;
}

/** Question and answer, newest first, each with how far it brings whoever reads on. */
function said({ question, query }: Exchange, from: TimelinePlace): { step: string; message: ConversationMessage }[] {
  const { seq, queryId, createdAt, content } = question;
  const number = pad(seq);
  // The server's context comes first, what the person wrote last.
  const words = content.at(-1)?.text;
  const text = typeof words === 'string' ? words : '';
  const facts = { messageId: messageId('question', queryId), queryId, role: 'user' as const, createdAt };
  const asked = { step: `${number}q`, message: { ...facts, text, links: [], actions: [] } };
  const answer = query && !(from.answered && seq === from.upTo) ? answerOf(query) : undefined;
  return answer ? [{ step: `${number}a`, message: answer }, asked] : [asked];
}

/** The answer as it was shown in the end, or why there is none. One that still comes is followed by its events. */
function answerOf(query: QueryRow): ConversationMessage | undefined {
  const { queryId, endedAt: createdAt, toolCalls = [] } = query;
  const text = query.text ?? query.problem?.detail;
  if (createdAt === undefined || text === undefined) return undefined;
  const links = distinctLinks(toolCalls.flatMap(call => call.links ?? []).filter(({ label }: Link) => text.includes(label)));
  const actions = [...new Set(toolCalls.flatMap(({ actionId }) => actionId ?? []))];
  return { messageId: messageId('answer', queryId), queryId, role: 'assistant', text, links, actions, createdAt };
}

function addNote(note: Note, add: (message: ConversationMessage, noteBound: string) => void): void {
  const { actionId, text, links, createdAt } = note;
  const message = { messageId: messageId('note', actionId), role: 'assistant' as const, text, links, createdAt };
  add({ ...message, actions: [actionId] }, notePlace(note));
}

/** Place of a note among the others. */
export const notePlace = ({ createdAt, actionId }: Note): string => `${createdAt}#${actionId}`;

const pad = (seq: number): string => String(seq).padStart(8, '0');

/** The same message has the same id in every answer. */
function messageId(kind: 'question' | 'answer' | 'note', id: string): string {
  return `msg_${base32(createHash('sha256').update(`${kind} ${id}`).digest().subarray(0, 20))}`;
}
