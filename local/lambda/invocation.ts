/** One run of a function: in its sandbox, within its time limit, until it answers, breaks or is broken off. */
import { nothingOutside } from '../outside.ts';
import { createRequestHandler, headOf, type RequestHandler } from '../wire/sdk-door.ts';
import { accessKeyIdOf, contextOf, environmentOf, timeoutOf } from './context.ts';
import type { Bundle, CrashPoint, Handler, LambdaFunction, LambdaWorld } from './functions.ts';
import { exited, type Outcome, returned, threw, timedOut } from './outcome.ts';
import { enter, runIn, type Sandbox } from './sandbox.ts';

export type Invoked = {
  readonly arn: string;
  readonly event: unknown;
  readonly requestId: string;
  readonly clientContext?: unknown;
};
export type Ended = Outcome & { readonly log: readonly string[] };

/** Does not hold virtual time: the AWS calls and imports of the function do, and while it waits for a timer time moves. */
export function invoke(world: LambdaWorld, code: LambdaFunction, invoked: Invoked): Promise<Ended> {
  const { clock, running } = world;
  running.set(code.name, (running.get(code.name) ?? 0) + 1);
  return new Promise((resolve) => {
    const log: string[] = [];
    const leave = enter();
    let isOver = false;
    const end = (outcome: Outcome) => {
      if (isOver) return;
      isOver = true;
      limit.cancel();
      running.set(code.name, (running.get(code.name) ?? 1) - 1);
      leave();
      resolve({ ...outcome, log });
    };
    const timeoutMs = timeoutOf(code);
    const limit = clock.at(clock.now() + timeoutMs, `function ${code.name} runs out of time`, () =>
      end(timedOut(invoked.requestId, timeoutMs)),
    );
    const dies = crashes(world, code, invoked, () => end(exited(invoked.requestId)));
    const sandbox: Sandbox = {
      environment: environmentOf(world, code, accessKeyIdOf(world, code)),
      write: (text) => {
        if (!isOver) write(world, code, invoked, log, text);
      },
      handle: caller(world, dies, () => isOver),
      send: (request) => (isOver ? never() : (world.outside ?? nothingOutside)(request)),
    };
    void runIn(sandbox, () => answer(world, code, invoked)).then((outcome) => {
      if (isOver || dies({ when: 'end' })) return;
      end(outcome);
    });
  });
}

async function answer(world: LambdaWorld, code: LambdaFunction, invoked: Invoked): Promise<Outcome> {
  try {
    const handler = await handlerOf(world, code);
    return returned(await handler(invoked.event, contextOf(world.clock, code, invoked)));
  } catch (error) {
    return threw(error);
  }
}

const loaded = new WeakMap<Bundle, Promise<Handler>>();

/** Importing reads files, which nothing else would count as outstanding. */
async function handlerOf({ clock }: LambdaWorld, { handler }: LambdaFunction): Promise<Handler> {
  if (typeof handler === 'function') return handler;
  const release = clock.hold();
  try {
    const loading = loaded.get(handler) ?? handler.load();
    loaded.set(handler, loading);
    return await loading;
  } finally {
    release();
  }
}

function write(
  { clock, onLog }: LambdaWorld,
  { name }: LambdaFunction,
  { requestId }: Invoked,
  log: string[],
  text: string,
): void {
  for (const message of text.replace(/\n$/, '').split('\n')) {
    log.push(message);
    onLog?.({ functionName: name, requestId, at: clock.now(), message });
  }
}

type Dies = (point: Pick<CrashPoint, 'when' | 'operation'>) => boolean;

function crashes(
  { crash }: LambdaWorld,
  { name }: LambdaFunction,
  { requestId }: Invoked,
  die: () => void,
): Dies {
  let call = 0;
  return (point) => {
    if (point.when === 'before') call += 1;
    const isDead = crash?.({ functionName: name, requestId, call, ...point }) === true;
    if (isDead) die();
    return isDead;
  };
}

/** A process that is over is frozen: what it still asks for is not sent, what it still waits for does not come. */
function caller({ door }: LambdaWorld, dies: Dies, isOver: () => boolean): RequestHandler['handle'] {
  const { handle } = createRequestHandler(door);
  return async (request, options) => {
    const operation = door.nameOf(headOf(request));
    if (isOver() || dies({ when: 'before', operation })) return never();
    const answer = handle(request, options);
    await answer.catch(() => undefined);
    if (isOver() || dies({ when: 'after', operation })) return never();
    return answer;
  };
}

const never = <T>(): Promise<T> => new Promise<T>(() => {});
