/** Amazon DynamoDB: dynalite, in process, without a socket. What it lacks is refused by name; docs/emulator.md lists it. */
import * as sdk from '@aws-sdk/client-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ServiceError } from '../wire/errors.ts';
import { bytesOf, textOf, type WireRequest, type WireResponse } from '../wire/message.ts';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';
import { createStore, operations, type Store } from './dynalite.ts';
import { refuseUnknown } from './refuse.ts';

export type DynamoDbOptions = {
  /** How long tables stay CREATING, UPDATING and DELETING on the clock of the world. 0 by default: not at all. */
  readonly tableMs?: number;
};

export function dynamoDb(world: World, { tableMs = 0 }: DynamoDbOptions = {}): Service {
  const store = createStore(world, tableMs);
  const handle = (request: WireRequest) => answerTo(store, request);
  return createService({
    sdk,
    client: DynamoDBClient,
    world,
    operations: {},
    forward: { operations, handle },
  });
}

async function answerTo(store: Store, { headers, body }: WireRequest): Promise<WireResponse> {
  const operation = headers['x-amz-target']?.split('.').at(-1) ?? '';
  const input = parse(body);
  refuseUnknown(operation, input);
  const { statusCode, body: answer } = await store.run(operation, named(input));
  const bytes = bytesOf(JSON.stringify(answer));
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'content-length': String(bytes.byteLength) },
    body: bytes,
  };
}

type Input = Readonly<Record<string, unknown>>;

function parse(body: Uint8Array): Input {
  try {
    return JSON.parse(textOf(body) || '{}') as Input;
  } catch {
    throw new ServiceError('SerializationException', 'the body is not JSON');
  }
}

/** A table may be named by its ARN, which dynalite does not know. */
function named(input: Input): Input {
  const { TableName } = input;
  const name = typeof TableName === 'string' ? /^arn:.*:table\/([^/]+)$/.exec(TableName)?.[1] : undefined;
  return name === undefined ? input : { ...input, TableName: name };
}
