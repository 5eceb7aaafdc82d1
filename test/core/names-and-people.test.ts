/** Names that are an API, who somebody is to AWS, and what comes in through the door. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { descriptionOf, executionNameOf, parseExecutionName, rampIdOf } from '#core/names';
import { mayAnswer, principalOf } from '#core/principal';
import { parseRequest } from '#core/request';

describe('names', () => {
  test('an execution is found again by its name', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,48}$/);
    const instant = fc.integer({ min: 0, max: 4e12 });
    fc.assert(
      fc.property(name, instant, fc.integer({ min: 1, max: 99_999 }), (plan, now, generation) => {
        const rampId = rampIdOf(plan, now);
        const execution = executionNameOf(rampId, generation);

        expect(parseExecutionName(execution)).toEqual({ rampId, generation });
        expect(execution.length).toBeLessThanOrEqual(80);
      }),
    );
  });

  test('what is no execution of ours is none', () => {
    expect(parseExecutionName('somebody-started-this')).toBeUndefined();
  });

  test('our run says which ramp it belongs to', () => {
    expect(descriptionOf('add-to-cart-1', 'n/1')).toBe('rampart add-to-cart-1 [rampart:n/1]');
  });
});

describe('a principal', () => {
  test.each([
    ['arn:aws:sts::111122223333:assumed-role/Dev/jo', 'arn:aws:iam::111122223333:role/Dev'],
    ['arn:aws-cn:sts::111122223333:assumed-role/Dev/jo', 'arn:aws-cn:iam::111122223333:role/Dev'],
    ['arn:aws:iam::111122223333:user/jo', 'arn:aws:iam::111122223333:user/jo'],
  ])('%s is %s', (arn, principal) => {
    expect(principalOf(arn)).toBe(principal);
  });

  const boss = 'arn:aws:iam::111122223333:role/Boss';
  test.each<[readonly string[], boolean]>([
    [[], true],
    [[boss], true],
    [['arn:aws:iam::*:role/Boss'], true],
    [['slack:S0PMGROUP', 'arn:*/Boss'], true],
    [['arn:aws:iam::*:role/Bos'], false],
    [['*role/Boss*x'], false],
    [['slack:S0PMGROUP'], false],
  ])('may answer what asks %j: %s', (from, may) => {
    expect(mayAnswer(boss, from)).toBe(may);
  });
});

describe('a request', () => {
  const userArn = 'arn:aws:sts::111122223333:assumed-role/Dev/jo';
  const signed = (body: unknown) => ({
    requestContext: { authorizer: { iam: { userArn } } },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

  test('tells what to do, and by whom as AWS verified it', () => {
    const given = signed({ do: 'pause', ramp: 'x', note: 'y', by: 'somebody else' });
    expect(parseRequest(given)).toEqual({
      is: 'asked',
      asked: { do: 'pause', ramp: 'x', note: 'y' },
      by: { type: 'user', principal: 'arn:aws:iam::111122223333:role/Dev', via: 'cli' },
    });
  });

  test.each<[string, unknown, string]>([
    ['without a signature', { body: '{"do":"pause","ramp":"x"}' }, 'anonymous'],
    ['without a body', { ...signed(''), body: undefined }, 'malformed'],
    ['that is no JSON', signed('{'), 'malformed'],
    ['for an unknown verb', signed({ do: 'fly', ramp: 'x' }), 'malformed'],
    ['without a ramp', signed({ do: 'stop' }), 'malformed'],
    ['with a note that is too long', signed({ do: 'stop', ramp: 'x', note: 'y'.repeat(501) }), 'malformed'],
    ['to start what is no plan', signed({ do: 'start', plan: { name: 'x' } }), 'malformed'],
  ])('%s is refused', (_, event, is) => {
    expect(parseRequest(event)).toMatchObject({ is });
  });

  test('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (event) => {
        expect(['anonymous', 'malformed']).toContain(parseRequest(event).is);
      }),
    );
  });
});
