import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import { stamped } from './giving';
import type { People } from './people';
import { Random } from './random';
import { SURVEYS } from './survey-words';

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
  const offeredBy = new Map<Draft, readonly string[]>();
  const questions = surveys.flatMap((survey, index) =>
    (SURVEYS[index]?.[1] ?? []).map(([content, ...offered], position) => {
      const question = stamped(calendar, random, {
        id: questionId(),
        survey_id: survey.id,
        content,
        slug: `s${index + 1}_q${position + 1}`,
        question_format: offered.length > 0 ? 'multiple_choice' : 'text',
        status: 'published',
        position: position + 1,
      });
      offeredBy.set(question, offered);
      return question;
    }),
  );
  const choices = questions.flatMap(question =>
    (offeredBy.get(question) ?? []).map((name, position) =>
      stamped(calendar, random, { id: choiceId(), survey_question_id: question.id, name, position: position + 1 }),
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
  moveSignatures(petitions, signatures);
  return { petitions, signatures };
}

/** How many signatures go from the last petitions to the first ones, so that no two have as many. */
const MOVED = [
  [4, 0, 110],
  [3, 1, 60],
  [4, 2, 30],
] as const;

/** Lets people who have not signed the other petition have signed that one instead. */
function moveSignatures(petitions: readonly Draft[], signatures: readonly Draft[]): void {
  for (const [from, to, count] of MOVED) {
    const target = petitions[to];
    const signed = new Set(signatures.filter(one => one.petition_id === target?.id).map(one => one.signup_id));
    const movable = signatures.filter(one => one.petition_id === petitions[from]?.id && !signed.has(one.signup_id));
    for (const one of movable.slice(0, count)) Object.assign(one, { petition_id: target?.id, page_id: target?.page_id });
  }
}
