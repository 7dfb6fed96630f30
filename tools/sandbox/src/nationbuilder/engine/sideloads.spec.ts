import { ask, countOf, marks, nation, one, refusal } from '../test-support/demo-reader';

describe('a sideload', () => {
  it('links every row and includes each record once', () => {
    const { data, included = [] } = ask('signup_taggings?filter[tag_id]=61&include=tag,signup&page[size]=100');
    expect(included.filter(record => record.type === 'signup_tags')).toHaveLength(1);
    expect(new Set(included.map(record => `${record.type}/${record.id}`)).size).toBe(included.length);
    for (const row of data) {
      expect(row.relationships.signup?.data).toEqual({ type: 'signups', id: row.attributes.signup_id });
    }
  });

  it('is only a link when not asked for', () => {
    const tagging = one(`signup_taggings/${nation.table('signup_taggings').rows[0]?.id ?? ''}`);
    expect(tagging.relationships.signup).toEqual({
      links: { related: expect.stringContaining('/signups/') },
      meta: { included: false },
    });
    const person = one('signups/110');
    expect(person.relationships.taggings?.links.related).toBe('/n/demo/api/v2/signup_taggings?filter[signup_id]=110');
    expect(person.relationships.signup_tags?.links.related).toBe('/n/demo/api/v2/signup_tags?filter[signup_id]=110');
  });

  it('is thinned out by a filter on its type, and never drops a row', () => {
    const { data, included = [] } = ask('events?include=page&filter[pages][name]=spring rally&page[size]=100');
    expect(data).toHaveLength(40);
    expect(included.map(record => record.attributes.name)).toEqual(['Spring Rally']);
    const match = ask('events?include=page&filter[pages][name][prefix]=Spring&page[size]=100');
    expect(match.included).toHaveLength(1);
  });

  it('shows the person behind an RSVP, whose id no attribute tells', () => {
    const rally = marks.get('springRally') ?? '';
    const { data, included = [] } = ask(
      `event_rsvps?filter[event_id]=${rally}&filter[attendee]=true&include=signup&page[size]=100`,
    );
    expect(data[0]?.attributes).not.toHaveProperty('signup_id');
    expect(included).toHaveLength(100);
    expect(countOf(`event_rsvps?filter[event_id]=${rally}&filter[attendee]=true`)).toBe(156);
  });

  it('is refused on the list of five types and answered on their show', () => {
    expect(refusal('signup_tags?include=taggings')).toMatchObject({ status: 400, message: expect.stringContaining('taggings') });
    const shown = ask('signup_tags/61?include=taggings&page[signup_taggings][size]=5&page[signup_taggings][number]=2');
    expect(shown.included).toHaveLength(5);
    expect(refusal('surveys?include=survey_questions')).toMatchObject({ status: 400 });
  });

  it('gives up above 2,000 included records on a list', () => {
    expect(ask('signups?include=taggings&page[size]=100').included?.length).toBeLessThanOrEqual(2000);
    expect(refusal('survey_questions?include=survey_question_responses&page[size]=100')).toMatchObject({
      status: 503,
      code: 'service_unavailable',
    });
    expect(ask('survey_questions?include=survey_question_responses&page[size]=2').included?.length).toBeGreaterThan(100);
  });

  it('of a type that the double does not hold is empty', () => {
    expect(one('signups/110?include=voter,precinct').relationships).toMatchObject({
      voter: { data: null },
      precinct: { data: null },
    });
  });
});
