/** One emulated service: the schemas of its SDK client, and a function of (world, input) for each operation that it answers. */
import type { World } from '../world.ts';
import { type ClientConfig, type Codec, createCodec } from './codec.ts';
import { ServiceError } from './errors.ts';
import { forwardCall } from './forward.ts';
import type { WireRequest, WireResponse } from './message.ts';
import { type Model, readModel, type Sdk } from './model.ts';
import { createRouter, type Route } from './routes.ts';

/** What an operation returns when its answer depends on timers: the call lets virtual time move until the answer is there. */
export class Waiting {
  readonly answer: Promise<Members>;

  constructor(answer: Promise<Members>) {
    this.answer = answer;
  }
}

type Members = Readonly<Record<string, unknown>>;

/** Who calls, for operations that ask a resource policy. */
export type Caller = {
  /** Whose credentials signed the call, if any did. */
  readonly accessKeyId?: string | undefined;
  /** The AWS service that calls in its own name, and for which of its resources. */
  readonly principal?: Principal | undefined;
};

export type Principal = {
  /** events.amazonaws.com, scheduler.amazonaws.com … */
  readonly service: string;
  readonly sourceArn: string;
};

/** An operation never sees HTTP. Its input and output are the SDK's own types; what AWS would refuse, it throws. */
export type Operation<W> = (world: W, input: never, caller: Caller) => unknown;

export type ServiceDefinition<W extends World> = {
  readonly sdk: Sdk;
  /** The client class, which says which protocol the service speaks. */
  readonly client: new (config: {
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  }) => object;
  readonly world: W;
  readonly operations: Readonly<Record<string, Operation<W>>>;
  /** Called before each operation with a decoded input, to refuse what the schemas cannot tell: lengths, ranges, patterns. */
  readonly check?: (operation: string, input: Members) => void;
  /** The error for required members that are missing; ValidationException unless the service has its own. */
  readonly missing?: (members: readonly string[]) => Error;
  /** Takes whole requests instead, where another emulator stands behind the service, for the operations named. */
  readonly forward?: Forward;
};

/** Requests that are no API calls, such as those to the URL of a function. */
export type Web = {
  /** The call that a request amounts to, if it is one of these: authorisation and faults go by it. */
  callFor(
    request: WireRequest,
  ): { readonly service: string; readonly operation: string; readonly input: Members } | undefined;
  answer(
    request: WireRequest,
    call: { readonly input: Members; readonly accessKeyId: string | undefined; readonly requestId: string },
  ): Promise<WireResponse>;
  refuse(error: Error): WireResponse;
};

export type Forward = {
  readonly operations: readonly string[];
  handle(request: WireRequest): Promise<WireResponse>;
};

export type Service = {
  /** As in the SDK: AppConfig, SFN, EventBridge … */
  readonly name: string;
  readonly signingName: string;
  readonly codec: Codec;
  readonly model: Model;
  readonly forward: ((request: WireRequest) => Promise<WireResponse>) | undefined;
  /** A call without HTTP to a service that forwards whole requests. */
  forwardCall(call: { readonly operation: string; readonly input: Members }): Promise<Members>;
  readonly web?: Web;
  route(request: WireRequest): Route | undefined;
  answers(operation: string): boolean;
  /** Runs an operation on a decoded input; throws what AWS would answer as an error. */
  run(operation: string, input: Members, caller?: Caller): Promise<Members | Waiting>;
};

export function createService<W extends World>(definition: ServiceDefinition<W>): Service {
  const client = new definition.client({
    region: definition.world.region,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const config = (client as { config: ClientConfig }).config;
  const codec = createCodec(config);
  const model = readModel(definition.sdk, codec.rest);
  const name = config.serviceId.replaceAll(' ', '');
  for (const operation of Object.keys(definition.operations)) {
    if (!model.operations.has(operation)) throw new Error(`${name} has no operation ${operation}`);
  }
  const router = createRouter(model.operations.values());
  return {
    name,
    signingName: config.defaultSigningName ?? '',
    codec,
    model,
    forward: definition.forward?.handle,
    forwardCall: (call) => forwardCall({ codec, model, handle: definition.forward?.handle }, call),
    route: (request) => (codec.rest ? router(request) : routeByTarget(model, request)),
    answers: (operation) =>
      operation in definition.operations || definition.forward?.operations.includes(operation) === true,
    run: async (operation, input, caller = {}) => {
      refuseMissing(definition, model, operation, input);
      definition.check?.(operation, input);
      const run = definition.operations[operation] as (world: W, input: unknown, caller: Caller) => unknown;
      return ((await run(definition.world, input, caller)) ?? {}) as Members | Waiting;
    },
  };
}

function routeByTarget(model: Model, request: WireRequest): Route | undefined {
  const operation = model.operations.get(request.headers['x-amz-target']?.split('.').at(-1) ?? '');
  return operation && { operation, labels: new Map() };
}

function refuseMissing<W extends World>(
  definition: ServiceDefinition<W>,
  model: Model,
  operation: string,
  input: Members,
): void {
  const required = model.operations.get(operation)?.input.required ?? [];
  const missing = required.filter((member) => input[member] === undefined || input[member] === null);
  if (missing.length > 0) throw (definition.missing ?? validationError)(missing);
}

function validationError(members: readonly string[]): Error {
  const list = members.map(
    (member) => `Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
  return new ServiceError(
    'ValidationException',
    `${members.length} validation error${members.length > 1 ? 's' : ''} detected: ${list.join('; ')}`,
  );
}
