/** A Lambda that calls back: for tests of what stands in front of it. */
import * as sdk from '@aws-sdk/client-lambda';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createService, type Service, Waiting } from '#local/wire/service';
import type { World } from '#local/world';

type Invocation = { readonly FunctionName: string; readonly Payload?: Uint8Array };
export type Answer = { readonly FunctionError?: string; readonly payload: unknown };
export type Handler = (event: never) => Promise<Answer> | Answer;

/** @param functions by name; one that is not there is not found. */
export function smallLambda(world: World, functions: Readonly<Record<string, Handler>>): Service {
  const invoke = async ({ FunctionName, Payload }: Invocation) => {
    const name = FunctionName.split(':')[6] ?? FunctionName;
    const handler = functions[name];
    if (!handler)
      throw new sdk.ResourceNotFoundException({ message: `Function not found: ${name}`, $metadata: {} });
    const event = JSON.parse(Buffer.from(Payload ?? Buffer.from('{}')).toString());
    const answer = Promise.resolve(handler(event as never)).then(({ payload, ...others }) => ({
      StatusCode: 200,
      ...others,
      ExecutedVersion: '$LATEST',
      Payload: new Uint8Array(Buffer.from(JSON.stringify(payload ?? null))),
    }));
    return new Waiting(answer);
  };
  return createService({
    sdk,
    client: LambdaClient,
    world,
    operations: { Invoke: (_world: World, input: never) => invoke(input) },
  });
}
