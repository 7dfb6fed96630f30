import { textOf } from '../engine/records';
import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import { stamped } from './giving';
import type { People } from './people';
import { Random } from './random';

const SURVEYS: readonly (readonly [string, readonly number[]])[] = [
  // A number per question: how many choices it has, 0 for a free text.
  ['Issues 2026', [5, 5, 4, 4, 0]],
  ['Volunteer interests', [5, 4, 4, 0]],
  ['Event feedback', [5, 4, 4, 0]],
  ['In your own words', [0, 0, 0]],
];
const ANSWERS = 2100;
const PETITIONS = ['Fix the bridge', 'Fund our schools', 'Safe crossings now', 'Keep the library open', 'Clean river'];
const SIGNATURES = 1300;

export interface Voices {
  readonly surveys: Draft[];
  readonly questions: Draft[];
  readonly choices: Draft[];
  readonly answers: Draft[];
  readonly petitions: Draft[];
  readonly signatures: Draft[];
}

/** Surveys and petitions. `addPage` makes the page that a petition lives on. */
export function makeVoices(seed: number, calendar: Calendar, people: People, addPage: (name: string) => Draft): Voices {
  const random = new Random(seed, 'voices');
  return { ...makeSurveys(random, calendar, people), ...makePetitions(random, calendar, people, addPage) };
}

function makeSurveys(random: Random, calendar: Calendar, people: People): Omit<Voices, 'petitions' | 'signatures'> {
  const [surveyId, questionId, choiceId, answerId] = [idSequence(15), idSequence(90), idSequence(200), idSequence(6000)];
  const surveys = SURVEYS.map(([name]) => stamped(calendar, random, { id: surveyId(), name }));
  const questions = surveys.flatMap((survey, index) =>
    (SURVEYS[index]?.[1] ?? []).map((choiceCount, position) =>
      stamped(calendar, random, {
        id: questionId(),
        survey_id: survey.id,
        content: `Question ${position + 1} of ${textOf(survey.name)}`,
        slug: `s${index + 1}_q${position + 1}`,
        question_format: choiceCount > 0 ? 'multiple_choice' : 'text',
        status: 'published',
        position: position + 1,
        choice_count: choiceCount,
      }),
    ),
  );
  const choices = questions.flatMap(question =>
    Array.from({ length: Number(question.choice_count) }, (_, position) =>
      stamped(calendar, random, {
        id: choiceId(),
        survey_question_id: question.id,
        name: `Choice ${position + 1}`,
        position: position + 1,
      }),
    ),
  );
  const answers = Array.from({ length: ANSWERS }, () => {
    const question = random.pick(questions);
    const offered = choices.filter(choice => choice.survey_question_id === question.id);
    const time = calendar.timeDaysAgo(random.int(1, 500), random);
    return {
      id: answerId(),
      signup_id: random.pick(people.ordinary).id,
      survey_question_id: question.id,
      survey_question_possible_response_id: offered.length > 0 ? random.pick(offered).id : null,
      question_format: question.question_format,
      content: offered.length > 0 ? null : random.pick(['More buses.', 'Thank you!', 'Please call me.', 'Lower rents.']),
      is_skipped: false,
      created_at: time,
      updated_at: time,
    };
  });
  return { surveys, questions, choices, answers };
}

function makePetitions(
  random: Random,
  calendar: Calendar,
  people: People,
  addPage: (name: string) => Draft,
): Pick<Voices, 'petitions' | 'signatures'> {
  const [petitionId, signatureId] = [idSequence(25), idSequence(9000)];
  const petitions = PETITIONS.map(name => ({
    id: petitionId(),
    page_id: addPage(name).id,
    goal: 1000,
    content: `<p>${name}.</p>`,
  }));
  const signatures = petitions.flatMap(petition =>
    random.sample(people.ordinary, SIGNATURES / PETITIONS.length).map(person => {
      const time = calendar.timeDaysAgo(random.int(1, 600), random);
      return {
        id: signatureId(),
        petition_id: petition.id,
        page_id: petition.page_id,
        signup_id: person.id,
        comment: random.chance(0.2) ? 'I support this.' : null,
        created_at: time,
        updated_at: time,
      };
    }),
  );
  return { petitions, signatures };
}
