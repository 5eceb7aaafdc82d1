/**
 * Every operation and every error of every client in use, through both doors: what the client sends is what the operation
 * sees, and what the operation answers or throws is what the client gets. Tells at once when an SDK update moves something.
 */
import { isDeepStrictEqual } from 'node:util';
import type { NormalizedSchema } from '@smithy/core/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAws } from '#local/aws';
import { createRandom } from '#local/random';
import type { OperationModel } from '#local/wire/model';
import { createService, type Service } from '#local/wire/service';
import { type AnyClient, type AnySdk, anyClient, commandOf } from '#test/support/any-client';
import { overHttp, testDoor } from '#test/support/http';
import { packageFile } from '#test/support/package';
import { anyOf, plain } from '#test/support/values';

const clients = Object.keys(packageFile.dependencies).filter((name) => name.startsWith('@aws-sdk/client-'));

/** What a client does to a request by itself, switched off: it is not the wire's. */
const settings = {
  maxAttempts: 1,
  disableHostPrefix: true,
  md5: false, // SQS compares checksums of bodies that we make up
  useQueueUrlAsEndpoint: false,
  accountIdEndpointMode: 'disabled',
};
/** Chooses the host, so it has to be part of a host name: the client refuses most texts before they reach the wire. */
const choosesHost = { 'EventBridge.PutEvents': 'EndpointId' } as Readonly<Record<string, string>>;

type Answer = () => object;

describe.each(clients)('%s', (packageName) => {
  let sdk: AnySdk;
  let Client: AnyClient;
  beforeAll(async () => {
    sdk = (await import(packageName)) as AnySdk;
    const name = Object.keys(sdk).find((each) => /^[A-Z]\w*Client$/.test(each)) ?? '';
    Client = sdk[name] as unknown as AnyClient;
  });

  function world() {
    const seen: unknown[] = [];
    let answer: Answer = () => ({});
    let service: Service | undefined;
    const operation = (_world: unknown, input: unknown) => {
      seen.push(input);
      return answer();
    };
    const aws = createAws((base) => {
      const names = Object.keys(sdk).flatMap((key) => /^([A-Z]\w*)Command$/.exec(key)?.[1] ?? []);
      const operations = Object.fromEntries(names.map((name) => [name, operation]));
      service = createService({ sdk, client: Client, world: base, operations });
      return [service];
    });
    return {
      aws,
      service: service as unknown as Service,
      answerWith: (next: Answer) => {
        answer = next;
      },
      seen: () => seen.splice(0),
    };
  }

  const doors = [
    ['in process', async ({ aws }: ReturnType<typeof world>) => aws.clientConfig()],
    ['over HTTP', async ({ aws }: ReturnType<typeof world>) => overHttp(await testDoor(aws))],
  ] as const;

  test.each(doors)('every input and output %s', async (_name, configOf) => {
    const here = world();
    const client = anyClient(Client, { ...(await configOf(here)), ...settings });
    const random = createRandom(packageName);
    const moved: unknown[] = [];
    for (const operation of here.service.model.operations.values()) {
      if (isStreamed(operation)) continue;
      const input = anyOf(operation.input.whole, random) as Record<string, unknown>;
      delete input[choosesHost[`${here.service.name}.${operation.name}`] ?? ''];
      const output = anyOf(operation.output.whole, random);
      here.answerWith(() => output as object);

      const got = await client.send(commandOf(sdk, operation.name, input)).catch((error) => error);

      const ways = { sent: [input], seen: here.seen(), answered: output, got };
      if (
        !isDeepStrictEqual(plain(ways.sent), plain(ways.seen)) ||
        !isDeepStrictEqual(plain(output), plain(got))
      )
        moved.push({ operation: operation.name, ...ways });
    }
    client.destroy();

    expect(moved).toEqual([]);
    expect(here.aws.defects).toEqual([]);
  });

  test.each(doors)('every error %s', async (_name, configOf) => {
    const here = world();
    const client = anyClient(Client, { ...(await configOf(here)), ...settings });
    const random = createRandom(packageName);
    const { operations, errors } = here.service.model;
    const [operation] = [...operations.values()].filter((each) => !isStreamed(each)) as [OperationModel];
    const input = anyOf(operation.input.whole, random);
    const moved: unknown[] = [];
    for (const [name, schema] of errors) {
      const ErrorClass = sdk[name];
      if (!ErrorClass || isSharedCode(errors, name)) continue;
      const members = anyOf(schema, random) as object;
      const thrown = new ErrorClass({ ...members, message: `because of ${name}`, $metadata: {} });
      here.answerWith(() => {
        throw thrown;
      });

      const got: Error = await client.send(commandOf(sdk, operation.name, input)).catch((error) => error);

      const isSame = got instanceof ErrorClass && isDeepStrictEqual(told(got, schema), told(thrown, schema));
      if (!isSame) moved.push({ name, thrown, got });
    }
    client.destroy();

    expect(moved).toEqual([]);
    expect(here.aws.defects).toEqual([]);
  });
});

function told(error: Error, schema: NormalizedSchema): unknown {
  const members = [...schema.structIterator()].filter(([name]) => name.toLowerCase() !== 'message');
  const values = error as unknown as Record<string, unknown>;
  return plain({
    ...Object.fromEntries(members.map(([name]) => [name, values[name]])),
    message: error.message,
  });
}

/** Event streams and streamed bodies are not emulated. */
const isStreamed = ({ input, output }: OperationModel) =>
  [input, output].some(
    ({ whole }) =>
      !whole.isUnitSchema() && [...whole.structIterator()].some(([, member]) => member.isStreaming()),
  );

/** CloudWatch has two errors under one code of its older protocol, so its client cannot tell which one it got. */
function isSharedCode(errors: Service['model']['errors'], name: string): boolean {
  const codeOf = (each: string) => {
    const { awsQueryError } = (errors.get(each)?.getMergedTraits() ?? {}) as {
      awsQueryError?: [string, number];
    };
    return awsQueryError?.[0] ?? each;
  };
  return [...errors.keys()].some((other) => other !== name && codeOf(other) === codeOf(name));
}
