import { apiForSpecs } from '../test-support/api';
import { newPerson, unique } from '../test-support/valid-records';

const api = apiForSpecs();

async function newQuestion(question_format: string, attributes: object = {}): Promise<string> {
  const { id } = await api.made('surveys', { name: unique() });
  return (await api.made('survey_questions', { survey_id: id, content: unique(), question_format, ...attributes })).id;
}
const choiceOf = async (survey_question_id: string, attributes: object = {}): Promise<string> =>
  (await api.made('survey_question_possible_responses', { survey_question_id, name: unique(), ...attributes })).id;
const tagsOf = async (signup_id: string): Promise<unknown[]> =>
  (await api.list(`signup_tags?filter[signup_id]=${signup_id}`)).map(tag => tag.attributes.name);

describe('a survey', () => {
  it('numbers its questions and choices, and takes them and their answers along', async () => {
    const survey = await api.made('surveys', { name: unique() });
    const question = {
      survey_id: survey.id,
      content: 'What is it that matters most to you?',
      question_format: 'multiple_choice',
    };
    const [first, second] = [await api.made('survey_questions', question), await api.made('survey_questions', question)];
    expect([first.attributes.position, second.attributes.position]).toEqual([1, 2]);
    expect(first.attributes.slug).toHaveLength(20);
    const choices = [await choiceOf(first.id), await choiceOf(first.id)];
    expect((await api.attributes('survey_question_possible_responses', choices[1] ?? '')).position).toBe(2);
    const answer = await api.made('survey_question_responses', {
      signup_id: await newPerson(api),
      survey_question_id: first.id,
      survey_question_possible_response_id: choices[0],
    });
    await api.delete('surveys', survey.id);
    expect((await api.call('GET', `survey_question_responses/${answer.id}`)).status).toBe(404);
    expect(await api.list(`survey_questions?filter[survey_id]=${survey.id}`)).toEqual([]);
  });

  it('has slugs of at most 20 characters', async () => {
    const id = await newQuestion('text');
    expect((await api.update('survey_questions', id, { attributes: { slug: 'x'.repeat(21) } })).status).toBe(422);
    expect((await api.update('survey_questions', id, { attributes: { slug: 'x'.repeat(20) } })).status).toBe(200);
  });
});

describe('an answer', () => {
  it('fits its question: one of its choices, or a text', async () => {
    const [closed, open] = [await newQuestion('multiple_choice'), await newQuestion('text')];
    const [own, foreign] = [await choiceOf(closed), await choiceOf(await newQuestion('multiple_choice'))];
    const signup_id = await newPerson(api);
    const answer = (attributes: object) => api.create('survey_question_responses', { attributes: { signup_id, ...attributes } });
    const statuses = [
      await answer({ survey_question_id: closed, survey_question_possible_response_id: own }),
      await answer({ survey_question_id: open, content: 'More buses.' }),
      await answer({ survey_question_id: closed, survey_question_possible_response_id: foreign }),
      await answer({ survey_question_id: closed, content: 'More buses.' }),
      await answer({ survey_question_id: open, survey_question_possible_response_id: own }),
      await answer({ survey_question_id: open }),
      await answer({ survey_question_id: open, content: 'x', question_format: 'yes_no' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([201, 201, 422, 422, 422, 422, 422]);
    expect((await answer({ survey_question_id: open, response: 'x' })).body.message).toContain('"response"');
  });

  it('tags its person with the tags of question and choice, once each', async () => {
    const question = await newQuestion('multiple_choice', { tag_list: 'Answered, Volunteer' });
    const choice = await choiceOf(question, { tag_list: ' answered,Chose one ' });
    const signup_id = await newPerson(api);
    const attributes = { signup_id, survey_question_id: question, survey_question_possible_response_id: choice };
    await api.made('survey_question_responses', attributes);
    await api.made('survey_question_responses', attributes);
    expect(new Set(await tagsOf(signup_id))).toEqual(new Set(['Answered', 'Volunteer', 'Chose one']));
    expect(await tagsOf(signup_id)).toHaveLength(3);
  });
});

describe('suggestions and their boxes', () => {
  const newBox = async (attributes: object = {}) =>
    api.made('suggestion_boxes', { site_id: '1', name: unique(), status: 'published', ...attributes });

  it('answer what is missing or taken in a form of their own', async () => {
    const missing = await api.create('suggestions', { attributes: { content: 'x' } });
    expect([missing.status, missing.mediaType, missing.body]).toEqual([
      400,
      'application/json',
      {
        code: 'validation_failed',
        message: expect.stringContaining('Validation Failed') as string,
        validation_errors: ["suggestion_box_id can't be blank", "headline can't be blank"],
      },
    ]);
    const box = await newBox();
    const taken = await api.create('suggestion_boxes', {
      attributes: { site_id: '1', name: 'Other', status: 'hidden', slug: box.attributes.slug },
    });
    expect([taken.status, taken.body.validation_errors]).toEqual([400, ['slug has already been taken']]);
    const lost = await api.create('suggestions', { attributes: { suggestion_box_id: '99999', headline: 'x' } });
    expect([lost.status, lost.mediaType, lost.body.code, lost.body.errors]).toEqual([
      422,
      'application/json',
      'unprocessable_entity',
      undefined,
    ]);
    expect(lost.body.message).toContain("'SuggestionBox' with id '99999'");
  });

  it('have an external id that no page has', async () => {
    const external_id = unique();
    const box = await newBox({ external_id });
    const again = await api.create('suggestions', { attributes: { suggestion_box_id: box.id, headline: 'x', external_id } });
    expect(again.body.validation_errors).toEqual(['external_id has already been taken']);
    expect((await api.update('suggestion_boxes', box.id, { attributes: { external_id } })).status).toBe(200);
    const [seeded] = await api.list('suggestions?filter[external_id][match]=suggestion');
    const copied = { suggestion_box_id: box.id, headline: 'x', external_id: seeded?.attributes.external_id };
    expect((await api.create('suggestions', { attributes: copied })).status).toBe(400);
  });

  it('are pages: these show what they say and go with them', async () => {
    const box = await newBox();
    const suggestion = await api.made('suggestions', { suggestion_box_id: box.id, headline: 'Plant more trees' });
    expect(suggestion.attributes).toMatchObject({ status: 'published', response_type_id: 7, is_responded: false, site_id: '1' });
    const page = String(suggestion.attributes.page_id);
    await api.update('suggestions', suggestion.id, { attributes: { headline: 'Plant trees', status: 'hidden' } });
    expect(await api.attributes('pages', page)).toMatchObject({ name: 'Plant trees', status: 'hidden' });
    await api.delete('suggestion_boxes', box.id);
    expect((await api.call('GET', `suggestions/${suggestion.id}`)).status).toBe(404);
    expect((await api.call('GET', `pages/${page}`)).status).toBe(404);
  });

  it('are answered by the owner of the token now, unless told otherwise, and tell followers on demand', async () => {
    const me = (await api.call('GET', 'signups/me')).body.data?.id;
    const box = await newBox();
    const { id } = await api.made('suggestions', { suggestion_box_id: box.id, headline: unique() });
    await api.update('suggestions', id, { attributes: { official_response: 'We will.', notify_followers: true } });
    expect(await api.attributes('suggestions', id)).toMatchObject({
      is_responded: true,
      response_author_id: me,
      responded_at: '2026-06-15T07:00:00-05:00',
    });
    const { outbox } = (await api.control('GET', 'outbox')) as { outbox: object[] };
    expect(outbox.at(-1)).toMatchObject({ reason: 'official response', to: null, type: 'suggestions', id });
  });
});
