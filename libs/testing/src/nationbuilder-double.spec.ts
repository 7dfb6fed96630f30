import { NationBuilderDouble } from './nationbuilder-double';

it('is a nation that can be signed in to, asked, and controlled', async () => {
  const double = await NationBuilderDouble.start();
  try {
    const token = await double.accessToken('rita');
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' };
    const answer = await fetch(`${double.url}/n/demo/api/v2/signups?page[size]=1`, { headers });
    expect(answer.status).toBe(200);
    const { requests } = await double.control<{ requests: { operationId: string }[] }>('GET', 'requests');
    expect(requests.map(({ operationId }) => operationId)).toContain('listSignups');
    await expect(double.control('GET', 'nothing')).rejects.toThrow('404');
  } finally {
    double.stop();
  }
});
