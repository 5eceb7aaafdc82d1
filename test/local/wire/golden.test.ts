/** The wire against what botocore sent and read: recorded requests reach a handler as their parameters, and answers are read back. */
import * as appConfig from '@aws-sdk/client-appconfig';
import * as dynamoDb from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { lost } from '#local/wire/dispatcher';
import { ServiceError } from '#local/wire/errors';
import { textOf } from '#local/wire/message';
import { createService } from '#local/wire/service';
import { type AnyClient, type AnySdk, anyClient, commandOf } from '#test/support/any-client';
import { testAws } from '#test/support/aws';
import { readRecorded, recorded } from '#test/support/shared';

type Case = {
  readonly service: 'appconfig' | 'dynamodb';
  readonly operation: string;
  readonly params: Record<string, unknown>;
  readonly request: {
    method: string;
    path: string;
    query: [string, string][];
    headers: Record<string, string>;
    body: unknown;
  };
  readonly response: { status: number; headers: Record<string, string>; body: Record<string, unknown> };
  readonly parsed: Record<string, unknown> | null;
  readonly error: { class: string; code: string; message: string } | null;
};

const services = {
  appconfig: {
    sdk: appConfig as unknown as AnySdk,
    client: appConfig.AppConfigClient as unknown as AnyClient,
  },
  dynamodb: { sdk: dynamoDb as unknown as AnySdk, client: dynamoDb.DynamoDBClient as unknown as AnyClient },
};
const isThere = recorded('wire-golden.json') !== undefined;
const cases = isThere ? (readRecorded('wire-golden.json') as { cases: Case[] }).cases : [];

test.skipIf(!isThere)('wire-golden.json holds requests and answers', () => {
  expect(cases.length).toBeGreaterThan(0);
});

describe.skipIf(!isThere)('as recorded', () => {
  test.each(
    cases.map((each) => [`${each.service} ${each.operation} ${each.response.status}`, each] as const),
  )('%s', async (_name, golden) => {
    const { sdk, client } = services[golden.service];
    const seen: unknown[] = [];
    const handler = (_world: unknown, input: unknown) => {
      seen.push(input);
      if (golden.error) throw errorOf(sdk, golden);
      return withDates(golden.parsed);
    };
    const aws = testAws((world) => [
      createService({ sdk, client, world, operations: { [golden.operation]: handler } }),
    ]);

    const answer = await aws.dispatcher.dispatch(requestOf(golden));
    const readBack = anyClient(client, { ...aws.clientConfig(), maxAttempts: 1 }).send(
      commandOf(sdk, golden.operation, golden.params),
    );

    if (answer === lost) throw new Error('no fault was asked for');
    expect(seen[0]).toEqual(paramsOf(golden));
    expect(answer.statusCode).toBe(golden.response.status);
    if (golden.error) {
      expect(answer.headers['x-amzn-errortype']).toBe(golden.error.code);
      await expect(readBack).rejects.toMatchObject({
        name: golden.error.code,
        message: golden.error.message,
      });
    } else {
      expect(JSON.parse(textOf(answer.body))).toEqual(asSent(golden.parsed));
      expect(await readBack).toMatchObject(withDates(golden.parsed) as object);
    }
  });
});

function requestOf({ request }: Case) {
  const body = request.body === null ? '' : JSON.stringify(request.body);
  return {
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.query),
    headers: request.headers,
    body: Buffer.from(body),
  };
}

/** The recording dropped the Allow-Revert header of StopDeployment. */
function paramsOf({ operation, params }: Case) {
  const { AllowRevert, ...others } = params;
  return operation === 'StopDeployment' ? others : params;
}

function errorOf(sdk: AnySdk, { error, response }: Case): Error {
  const Modelled = sdk[error?.code ?? ''];
  const { __type, ...members } = response.body;
  if (!Modelled) return new ServiceError(error?.code ?? '', error?.message ?? '', response.status);
  return new Modelled({ ...members, message: error?.message ?? '', $metadata: {} });
}

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(value);

function mapTimes(value: unknown, map: (time: Date) => unknown): unknown {
  if (isTime(value)) return map(new Date(value.replace(' ', 'T')));
  if (Array.isArray(value)) return value.map((each) => mapTimes(each, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTimes(each, map)]));
}

const withDates = (parsed: unknown) => mapTimes(parsed, (time) => time);
/** Whole seconds go without a fraction, as in AWS's own examples. */
const asSent = (parsed: unknown) => mapTimes(parsed, (time) => time.toISOString().replace('.000Z', 'Z'));
