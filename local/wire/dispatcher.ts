/** Behind every door: lets faults happen, asks who may, runs the operation, and counts the call as outstanding. */
import type { Clock } from '../clock.ts';
import type { Fault, Faults } from '../faults.ts';
import type { Random } from '../random.ts';
import { decode } from './decode.ts';
import { encode, encodeError, isDefect, statusOf } from './encode.ts';
import { notImplemented, plainError, ServiceError } from './errors.ts';
import { findService, queryAction } from './find.ts';
import type { WireRequest, WireResponse } from './message.ts';
import type { Route } from './routes.ts';
import { type Caller, type Principal, type Service, Waiting } from './service.ts';

type Members = Readonly<Record<string, unknown>>;

/** One request, as authorisation, faults and traces see it. */
export type Call = {
  readonly service: string;
  readonly operation: string;
  readonly input: Members;
  /** Whose credentials signed it, if any did. */
  readonly accessKeyId: string | undefined;
  /** The AWS service that calls in its own name. */
  readonly principal?: Principal | undefined;
  readonly requestId: string;
};

/** The answer was lost: the operation was applied, and the client learns nothing. */
export const lost = Symbol('lost');
export type Answer = WireResponse | typeof lost;

export type Trace = { readonly at: number; readonly request: WireRequest; readonly answer: Answer };
export type Defect = { readonly call: string; readonly error: Error };

export type DispatcherOptions = {
  readonly services: readonly Service[];
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: Faults;
  /** Throws what AWS would answer to a caller who may not do this. */
  readonly authorize?: ((call: Call) => void) | undefined;
  readonly onTrace?: ((trace: Trace) => void) | undefined;
  readonly onDefect: (defect: Defect) => void;
};

/** A call inside the world, with input and output as the SDK has them: Date, Uint8Array. */
export type DoorCall = Omit<Call, 'accessKeyId' | 'requestId'> & Caller;
export type DoorError = {
  readonly name: string;
  readonly message: string;
  readonly statusCode: number;
  readonly requestId: string;
  /** Whether the service's model lists this error. */
  readonly modelled: boolean;
};
export type DoorAnswer =
  | { readonly ok: true; readonly output: Members }
  | { readonly ok: false; readonly error: DoorError };

export type Dispatcher = {
  /** @param only the service that the client speaks to, where its requests carry no signature that tells. */
  dispatch(request: WireRequest, only?: string): Promise<Answer>;
  /** Lets one service call another, without HTTP but through the same faults and authorisation. */
  call(call: DoorCall): Promise<DoorAnswer>;
  /** The service of that name, as the SDK spells it, in any case. */
  service(name: string): Service | undefined;
  /** The operation that a request means, such as AppConfig.StopExperimentRun. */
  nameOf(request: WireRequest): string | undefined;
};

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { clock, services, random } = options;
  const defects = new DefectMemory(options.onDefect);
  const service = (name: string) => services.find((each) => each.name.toLowerCase() === name.toLowerCase());
  const counted = async <T>(work: (hold: Hold) => Promise<T>): Promise<T> => {
    const hold = new Hold(clock);
    try {
      return await work(hold);
    } finally {
      hold.release();
    }
  };
  return {
    service,
    nameOf: (request) => {
      const found = findService(services, request);
      return found.route && `${found.service.name}.${found.route.operation.name}`;
    },
    dispatch: (request, only) =>
      counted(async (hold) => {
        const candidates = only === undefined ? services : services.filter((each) => each.name === only);
        const requestId = random.uuid();
        const context = { options, defects, hold, requestId };
        const answer = (await answerWeb(context, request)) ?? (await answerApi(context, candidates, request));
        options.onTrace?.({ at: clock.now(), request, answer });
        return answer;
      }),
    call: (call) =>
      counted(async (hold) => {
        const found = service(call.service);
        const requestId = random.uuid();
        if (!found) return failed(notImplemented(call.service, call.operation), undefined, requestId);
        return callDirectly({ options, defects, hold, requestId }, found, {
          accessKeyId: undefined,
          ...call,
          requestId,
        });
      }),
  };
}

/** A call keeps virtual time from moving, except while it waits for a timer itself. */
class Hold {
  readonly #clock: Clock;
  #release: () => void;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#release = clock.hold();
  }

  release(): void {
    this.#release();
  }

  async whileWaiting<T>(waiting: Promise<T>): Promise<T> {
    this.#release();
    try {
      return await waiting;
    } finally {
      this.#release = this.#clock.hold();
    }
  }
}

type Context = {
  readonly options: DispatcherOptions;
  readonly defects: DefectMemory;
  readonly hold: Hold;
  readonly requestId: string;
};

async function answerWeb(context: Context, request: WireRequest): Promise<Answer | undefined> {
  const { options, hold, requestId } = context;
  for (const { web } of options.services) {
    const asked = web?.callFor(request);
    if (!web || !asked) continue;
    const call = { ...asked, accessKeyId: accessKeyIdOf(request), requestId };
    try {
      const fault = await admit(context, call);
      const answer = await hold.whileWaiting(web.answer(request, call));
      return fault?.kind === 'lost' ? lost : answer;
    } catch (error) {
      return web.refuse(error as Error);
    }
  }
  return undefined;
}

async function answerApi(
  context: Context,
  services: readonly Service[],
  request: WireRequest,
): Promise<Answer> {
  const found = findService(services, request);
  if (!found.route) return plainError(found.error, context.requestId, queryAction(request) !== undefined);
  return answerTo(context, found.service, found.route, request);
}

async function answerTo(
  context: Context,
  service: Service,
  route: Route,
  request: WireRequest,
): Promise<Answer> {
  const { defects, requestId } = context;
  const operation = route.operation.name;
  const refuse = (error: Error) => encodeError(service.codec, service.model, error, requestId);
  const known = defects.recall(request.headers['amz-sdk-invocation-id']);
  if (known) return refuse(known);
  try {
    if (!service.answers(operation)) throw notImplemented(service.name, operation);
    const input = await decode(service.codec, route, request);
    const call = { service: service.name, operation, input, accessKeyId: accessKeyIdOf(request), requestId };
    if (context.options.authorize && call.accessKeyId === undefined) throw unsigned();
    const fault = await admit(context, call);
    const answer = service.forward
      ? await service.forward(request)
      : encode(service.codec, route.operation, await run(context, service, call), requestId);
    return fault?.kind === 'lost' ? lost : answer;
  } catch (thrown) {
    return refuse(defects.told(service, operation, thrown, request.headers['amz-sdk-invocation-id']));
  }
}

/** Inside the world a call may have no signature, because a service makes it; a request from outside may not. */
const unsigned = () =>
  new ServiceError('MissingAuthenticationTokenException', 'Request is missing Authentication Token', 403);

async function callDirectly(context: Context, service: Service, call: Call): Promise<DoorAnswer> {
  try {
    if (!service.answers(call.operation)) throw notImplemented(service.name, call.operation);
    const fault = await admit(context, call);
    const output = service.forward ? await service.forwardCall(call) : await run(context, service, call);
    if (fault?.kind === 'lost')
      throw new ServiceError('SdkClientException', 'the connection broke before the answer came', 0);
    return { ok: true, output };
  } catch (thrown) {
    return failed(
      context.defects.told(service, call.operation, thrown, undefined),
      service,
      context.requestId,
    );
  }
}

/** What stands before every operation: a fault, if one is due, and the question who may. */
async function admit({ options, hold }: Context, call: Call): Promise<Fault | undefined> {
  const fault = options.faults(call);
  if (fault) await suffer(options.clock, hold, fault);
  options.authorize?.(call);
  return fault;
}

async function run({ hold }: Context, service: Service, call: Call): Promise<Members> {
  const output = await service.run(call.operation, call.input, call);
  return output instanceof Waiting ? hold.whileWaiting(output.answer) : output;
}

async function suffer(clock: Clock, hold: Hold, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'throttled':
      throw new ServiceError('ThrottlingException', 'Rate exceeded');
    case 'failed':
      throw new ServiceError('InternalServerException', 'An internal error occurred', 500);
    case 'refused':
      throw new ServiceError(fault.name, fault.message ?? `refused: ${fault.name}`, fault.statusCode);
    case 'slow':
      return hold.whileWaiting(
        new Promise((arrive) => clock.at(clock.now() + fault.delayMs, 'a slow request arrives', arrive)),
      );
    case 'lost':
      return;
  }
}

const accessKeyIdOf = ({ headers }: WireRequest): string | undefined =>
  /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1];

function failed(error: Error, service: Service | undefined, requestId: string): DoorAnswer {
  const { name, message } = error;
  const modelled = service?.model.errors.has(name) === true;
  const statusCode = service ? statusOf(service.model, error) : 501;
  return { ok: false, error: { name, message, statusCode, requestId, modelled } };
}

/** A defect is reported once; the SDK's retries of the same invocation get the same answer without another run. */
class DefectMemory {
  readonly #byInvocation = new Map<string, ServiceError>();
  readonly #report: (defect: Defect) => void;

  constructor(report: (defect: Defect) => void) {
    this.#report = report;
  }

  recall(invocation: string | undefined): ServiceError | undefined {
    return invocation === undefined || this.#byInvocation.size === 0
      ? undefined
      : this.#byInvocation.get(invocation);
  }

  /** What the client is told: an error of the service as it is, anything else as a defect. */
  told(service: Service, operation: string, thrown: unknown, invocation: string | undefined): Error {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (!isDefect(service.model, error)) return error;
    const call = `${service.name}.${operation}`;
    const told = new ServiceError(
      'InternalFailure',
      `a defect of the embedded AWS in ${call}: ${error.message}`,
      500,
    );
    if (invocation !== undefined) this.#byInvocation.set(invocation, told);
    this.#report({ call, error });
    return told;
  }
}
