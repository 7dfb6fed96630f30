import type { NationRecord } from '../../engine/records';
import type { Html } from '../../http/html';
import type { View } from '../view';
import { pathSections, questionSection, surveySections } from './distributions';
import { donationSections, eventSections, petitionSections } from './gatherings';
import { listSections, personSections, tagSections } from './people';

/** What the page of a type has beyond all others: sections of its own, and the types of related records these show. */
interface Special {
  readonly sections: (view: View, record: NationRecord) => readonly (Html | undefined)[];
  readonly covers?: readonly string[];
}

/** The types that have more to show than their values and who names them. */
export const SPECIAL: Readonly<Record<string, Special>> = {
  signups: { sections: personSections, covers: ['signup_taggings'] },
  lists: { sections: listSections },
  signup_tags: { sections: tagSections, covers: ['signup_taggings'] },
  events: { sections: eventSections, covers: ['event_rsvps'] },
  donations: { sections: donationSections },
  paths: { sections: pathSections, covers: ['path_steps'] },
  surveys: { sections: surveySections, covers: ['survey_questions'] },
  survey_questions: {
    sections: (view, question) => [questionSection(view, question, 'Answers')],
    covers: ['survey_question_responses', 'survey_question_possible_responses'],
  },
  petitions: { sections: petitionSections, covers: ['petition_signatures'] },
};
