/** Behind both doors: finds the service and the operation, lets faults happen, runs the operation, counts it as outstanding. */
import type { Clock } from '../clock.ts';
import type { Fault, Faults } from '../faults.ts';
import type { Random } from '../random.ts';
import { decode } from './decode.ts';
import { encode, encodeError, isDefect } from './encode.ts';
import { notImplemented, ServiceError } from './errors.ts';
import { type Found, findService } from './find.ts';
import { bytesOf, type WireRequest, type WireResponse } from './message.ts';
import type { Service } from './service.ts';

/** One request, as authorisation, faults and traces see it. */
export type Call = {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Whose credentials signed it, if any did. */
  readonly accessKeyId: string | undefined;
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

export type Dispatcher = {
  /** @param only the service that the client speaks to, where its requests carry no signature that tells. */
  dispatch(request: WireRequest, only?: string): Promise<Answer>;
};

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { clock, services } = options;
  const defects = new DefectMemory(options.onDefect);
  return {
    async dispatch(request, only) {
      const release = { call: clock.hold() };
      try {
        const candidates =
          only === undefined ? services : services.filter((service) => service.name === only);
        const answer = await answerTo(options, defects, findService(candidates, request), request, release);
        options.onTrace?.({ at: clock.now(), request, answer });
        return answer;
      } finally {
        release.call();
      }
    },
  };
}

async function answerTo(
  options: DispatcherOptions,
  defects: DefectMemory,
  found: Found,
  request: WireRequest,
  release: { call: () => void },
): Promise<Answer> {
  const requestId = options.random.uuid();
  if (!found.route) return plainError(found.error, requestId);
  const { service, route } = found;
  const operation = route.operation.name;
  const known = defects.recall(request);
  if (known) return encodeError(service.codec, service.model, known, requestId);
  try {
    if (!service.forward && !service.answers(operation)) throw notImplemented(service.name, operation);
    const input = await decode(service.codec, route, request);
    const fault = options.faults({ service: service.name, operation });
    await suffer(options.clock, fault, release);
    options.authorize?.({
      service: service.name,
      operation,
      input,
      accessKeyId: accessKeyIdOf(request),
      requestId,
    });
    const answer = service.forward
      ? await service.forward(request)
      : encode(service.codec, route.operation, await service.run(operation, input), requestId);
    return fault?.kind === 'lost' ? lost : answer;
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const told = isDefect(service.model, error)
      ? defects.remember(request, `${service.name}.${operation}`, error)
      : error;
    return encodeError(service.codec, service.model, told, requestId);
  }
}

/** A slow request waits for a timer, so it does not hold the clock meanwhile. */
async function suffer(clock: Clock, fault: Fault | undefined, release: { call: () => void }): Promise<void> {
  switch (fault?.kind) {
    case 'throttled':
      throw new ServiceError('ThrottlingException', 'Rate exceeded');
    case 'failed':
      throw new ServiceError('InternalServerException', 'An internal error occurred', 500);
    case 'refused':
      throw new ServiceError(fault.name, fault.message ?? `refused: ${fault.name}`, fault.statusCode);
    case 'slow':
      return new Promise((resolve) => {
        clock.at(clock.now() + fault.delayMs, 'a slow request arrives', () => {
          release.call = clock.hold();
          resolve();
        });
        release.call();
      });
    case 'lost':
    case undefined:
      return;
  }
}

const accessKeyIdOf = ({ headers }: WireRequest): string | undefined =>
  /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1];

function plainError(error: ServiceError, requestId: string): WireResponse {
  const body = bytesOf(JSON.stringify({ __type: error.name, message: error.message }));
  const headers = {
    'content-type': 'application/json',
    'x-amzn-errortype': error.name,
    'x-amzn-requestid': requestId,
  };
  return {
    statusCode: error.statusCode,
    headers: { ...headers, 'content-length': String(body.byteLength) },
    body,
  };
}

/** A defect is reported once; the SDK's retries of the same invocation get the same answer without another run. */
class DefectMemory {
  readonly #told = new Map<string, ServiceError>();
  readonly #report: (defect: Defect) => void;

  constructor(report: (defect: Defect) => void) {
    this.#report = report;
  }

  recall(request: WireRequest): ServiceError | undefined {
    return this.#told.size === 0 ? undefined : this.#told.get(request.headers['amz-sdk-invocation-id'] ?? '');
  }

  remember(request: WireRequest, call: string, error: Error): ServiceError {
    const told = new ServiceError(
      'InternalFailure',
      `a defect of the embedded AWS in ${call}: ${error.message}`,
      500,
    );
    const invocation = request.headers['amz-sdk-invocation-id'];
    if (invocation) this.#told.set(invocation, told);
    this.#report({ call, error });
    return told;
  }
}
