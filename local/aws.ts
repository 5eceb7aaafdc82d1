/** The embedded AWS: services behind one wire, on one clock, from one seed. The only file of this folder that others need. */
import type { HttpHandlerUserInput } from '@smithy/core/protocols';
import { withoutProfiles } from './ambient.ts';
import { type Clock, VirtualClock } from './clock.ts';
import { type Faults, noFaults } from './faults.ts';
import { createRandom, type Random } from './random.ts';
import { type Call, createDispatcher, type Defect, type Dispatcher, type Trace } from './wire/dispatcher.ts';
import { createRequestHandler } from './wire/sdk-door.ts';
import type { Service } from './wire/service.ts';
import { defaultAccountId, defaultRegion, type World } from './world.ts';

export type AwsOptions = {
  readonly clock?: Clock;
  readonly seed?: number | string;
  readonly accountId?: string;
  readonly region?: string;
  readonly faults?: Faults;
  readonly authorize?: (call: Call) => void;
  readonly onTrace?: (trace: Trace) => void;
  readonly onDefect?: (defect: Defect) => void;
};

export type Aws = {
  readonly clock: Clock;
  readonly random: Random;
  readonly dispatcher: Dispatcher;
  /** Defects of the embedded AWS itself, in the order in which they showed. A test that caused one should fail. */
  readonly defects: readonly Defect[];
  /** Everything that a client in this process needs to speak to this world and to nothing else. */
  clientConfig(accessKeyId?: string): ClientSettings;
};

/** Pinned, so that a client reads no file and no environment variable. */
export type ClientSettings = {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly endpoint: string;
  readonly requestHandler: HttpHandlerUserInput;
  /** Compression runs in a thread, which virtual time does not wait for. */
  readonly disableRequestCompression: true;
};

/** @param build the services that this world has, on the world that they share. */
export function createAws(build: (world: World) => readonly Service[], options: AwsOptions = {}): Aws {
  withoutProfiles();
  const clock = options.clock ?? new VirtualClock();
  const random = createRandom(options.seed ?? 1);
  const region = options.region ?? defaultRegion;
  const defects: Defect[] = [];
  const door: World['door'] = {
    call: (call) => dispatcher.call(call),
    service: (name) => dispatcher.service(name),
    dispatch: (request, only) => dispatcher.dispatch(request, only),
    nameOf: (request) => dispatcher.nameOf(request),
  };
  const world: World = { clock, random, accountId: options.accountId ?? defaultAccountId, region, door };
  const dispatcher: Dispatcher = createDispatcher({
    services: build(world),
    clock,
    random: random.fork('requests'),
    faults: options.faults ?? noFaults,
    authorize: options.authorize,
    onTrace: options.onTrace,
    onDefect: (defect) => {
      defects.push(defect);
      options.onDefect?.(defect);
    },
  });
  return {
    clock,
    random,
    dispatcher,
    defects,
    clientConfig: (accessKeyId = 'AKIDLOCAL') => ({
      region,
      credentials: { accessKeyId, secretAccessKey: 'local' },
      endpoint: 'http://aws.local',
      requestHandler: createRequestHandler(dispatcher) as unknown as HttpHandlerUserInput,
      disableRequestCompression: true,
    }),
  };
}
