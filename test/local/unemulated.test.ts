/** What is not emulated says so by name, in every service. */
import { expect, test } from 'vitest';
import { allServices } from '#local/services';
import { testAws } from '#test/support/aws';

test('an operation that is not emulated is refused by name', async () => {
  const aws = testAws(allServices);

  const answer = await aws.dispatcher.call({ service: 'SFN', operation: 'CreateActivity', input: {} });

  expect(answer).toMatchObject({
    ok: false,
    error: { name: 'NotImplementedException', statusCode: 501, message: /SFN\.CreateActivity/ },
  });
});
