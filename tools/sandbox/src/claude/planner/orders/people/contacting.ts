import type { Intent } from '../../intent';
import { opens, readings } from '../../phrases';
import { changing, type ChangeOfPeople } from '../of-people';
import { readTarget } from '../target';

/** What people call a way of contact, in phrases; the first that fits has it. */
const methods = [
  { method: 'video_call', noun: '(video|zoom) (call|meeting|chat)', did: 'video called' },
  { method: 'phone_call', noun: '[phone|telephone] call', did: '(called|phoned|rang|telephoned|spoke on the phone with)' },
  {
    method: 'door_knock',
    noun: '(door knock|doorknock|door-knock|door visit|home visit)',
    did: '(knocked at|knocked on the door of|visited)',
  },
  { method: 'text', noun: '(text|text message|sms)', did: '(texted|sent a text to)' },
  { method: 'email', noun: '(email|e-mail)', did: '(emailed|e-mailed|wrote to)' },
  { method: 'meeting', noun: 'meeting', did: '(met|met with)' },
  {
    method: 'face_to_face',
    noun: '(conversation|chat|talk|face to face|face-to-face conversation|visit)',
    did: '(spoke with|spoke to|talked to|talked with|chatted with)',
  },
  { method: 'other', noun: 'contact', did: '(contacted|reached|reached out to)' },
] as const;

/** How a method is told where its name is none. */
const kinds: Record<string, string> = {
  phone_call: 'phone call',
  door_knock: 'door knock',
  face_to_face: 'conversation',
  video_call: 'video call',
  other: 'contact',
};

/** Outcomes as people put them. */
const statuses = [
  {
    status: 'left_message',
    words: '(left|left him|left her|left them) (a|a voice) (message|voicemail)|left (message|voicemail)|voicemail',
  },
  {
    status: 'no_answer',
    words: 'no answer|did not (answer|pick up)|no one (answered|home)|nobody (answered|home)|not (home|at home)',
  },
  { status: 'not_interested', words: '[is|was] not interested' },
  { status: 'refused', words: 'refused [to talk]|hung up' },
  { status: 'bad_info', words: 'wrong number|bad number|number (does|did) not work' },
  { status: 'send_information', words: 'wants [more] information|send [more] information' },
  { status: 'meaningful_interaction', words: '[a|had a] (good|great|long|meaningful) (talk|conversation|chat|interaction)' },
  { status: 'answered', words: '[she|he|they] (answered|picked up)' },
].map(({ status, words }) => ({ status, reads: opens(words) }));

const forms = methods.map(({ method, noun, did }) => ({
  method,
  read: readings(
    `(log|record|note|add|enter) [a|an|the|my|our] ${noun} (with|to|for|at|from|of) <whom>`,
    `(log|record|note) that (i|we) [have] ${did} <whom>`,
  ),
}));

/** "Log a call with Sarah Chen: left a message", "Record that I met Bob Stone and had a good talk" */
export const contacting: Intent = {
  needs: ['log_contact'],
  examples: ['Log a call with Sarah Chen: left a message'],
  read(clause, kit) {
    for (const { head, rest } of withoutWhatWasSaid(clause)) {
      for (const { method, read } of forms) {
        for (const { whom } of read(head)) {
          const target = readTarget(whom!, kit);
          if (target) return changing(kit, target, logging({ contact_method: method, ...outcomeOf(rest) }));
        }
      }
    }
    return undefined;
  },
};

/** What was said follows a colon, a dash, or an "and" with an outcome. */
function withoutWhatWasSaid(clause: string): { head: string; rest: string }[] {
  const parts = [...clause.matchAll(/\s*:\s+|\s+[–—-]\s+|,?\s+(?:and|but)\s+(?:i\s+|we\s+)?|,\s+/gi)].flatMap(separator => {
    const rest = clause.slice(separator.index + separator[0].length);
    const counts = /[:–—-]/.test(separator[0]) || statuses.some(({ reads }) => reads(rest)?.rest === '');
    return counts ? [{ head: clause.slice(0, separator.index), rest }] : [];
  });
  return [...parts, { head: clause, rest: '' }];
}

/** An outcome that has a word of its own is told by it; anything more is what was said. */
function outcomeOf(text: string): { contact_status?: string; content?: string } {
  if (text === '') return {};
  const [found] = statuses.flatMap(({ status, reads }) => {
    const match = reads(text.replace(/^(?:i|we) /i, ''));
    return match ? [{ status, whole: match.rest === '' }] : [];
  });
  const content = text.replace(/^"(.*)"$/, '$1');
  if (!found) return { content };
  return { contact_status: found.status, ...(!found.whole && { content }) };
}

function logging(values: { contact_method: string; contact_status?: string; content?: string }): ChangeOfPeople {
  const { contact_method: method, contact_status: status, content } = values;
  const kind = kinds[method] ?? method;
  const details = [...(status ? [status.replaceAll('_', ' ')] : []), ...(content ? ['with what was said'] : [])];
  const more = details.length > 0 ? ` (${details.join(', ')})` : '';
  return {
    verb: ['log', 'Logged'],
    what: whom => `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind} with ${whom}${more}`,
    one: signup_id => ({ tool: 'log_contact', input: { signup_id, ...values } }),
    many: result_set => ({ tool: 'bulk_change', input: { result_set, change: 'log_contact', values } }),
  };
}
