/**
 * The process that a function believes to have to itself: its environment, its console, and its way to AWS. While any
 * function runs, the real process.env, streams and console are replaced; asynchronous context tells who asks, and whoever
 * is not a function gets the real ones.
 *
 * Code that runs here makes its SDK clients as it does in AWS, with region and credentials from the environment, and one
 * thing more: `requestHandler: globalThis[Symbol.for('aws.requestHandler')]`. In AWS there is no such global, so the SDK
 * takes its own. Here it leads each request to the world whose invocation makes it: a client may live as long as its module.
 * In the same way `globalThis[Symbol.for('https.send')]` leads out of AWS, to what the world says is outside.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { format } from 'node:util';
import { replace } from '../ambient.ts';
import type { Outside } from '../outside.ts';
import type { RequestHandler, SdkRequest } from '../wire/sdk-door.ts';

export type Sandbox = {
  /** A function may write to it; the next invocation does not see it. */
  readonly environment: Record<string, string>;
  readonly write: (text: string) => void;
  readonly handle: RequestHandler['handle'];
  readonly send: Outside;
};

const storage = new AsyncLocalStorage<Sandbox>();
let open = 0;
let restore: () => void = () => {};

/** @returns how to leave, which must be called once. */
export function enter(): () => void {
  if (open++ === 0) restore = replaceAll();
  return () => {
    if (--open === 0) restore();
  };
}

export const runIn = <T>(sandbox: Sandbox, run: () => T): T => storage.run(sandbox, run);

function replaceAll(): () => void {
  const all = [
    replace(process, { env: environment(process.env) }),
    replace(process.stdout, { write: output(process.stdout) }),
    replace(process.stderr, { write: output(process.stderr) }),
    replace(globalThis.console, printers(globalThis.console)),
    replace(globalThis, {
      [Symbol.for('aws.requestHandler')]: requestHandler,
      [Symbol.for('https.send')]: send,
    }),
  ];
  return () => {
    for (const undo of all) undo();
  };
}

const send: Outside = (request) => present().send(request);

function present(): Sandbox {
  const sandbox = storage.getStore();
  if (!sandbox) throw new Error('a client of a function was used outside of an invocation');
  return sandbox;
}

const requestHandler: RequestHandler = {
  metadata: { handlerProtocol: 'http/1.1' },
  destroy: () => {},
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
  handle: async (request: SdkRequest, options) => present().handle(request, options),
};

function environment(real: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const seen = (): NodeJS.ProcessEnv => storage.getStore()?.environment ?? real;
  return new Proxy(real, {
    get: (_real, name) => Reflect.get(seen(), name),
    set: (_real, name, value) => Reflect.set(seen(), name, String(value)),
    has: (_real, name) => Reflect.has(seen(), name),
    deleteProperty: (_real, name) => Reflect.deleteProperty(seen(), name),
    ownKeys: () => Reflect.ownKeys(seen()),
    getOwnPropertyDescriptor: (_real, name) => Reflect.getOwnPropertyDescriptor(seen(), name),
  });
}

function output(stream: NodeJS.WriteStream): (text: string | Uint8Array, ...others: never[]) => boolean {
  const write = stream.write.bind(stream);
  return (text, ...others) => {
    const sandbox = storage.getStore();
    if (!sandbox) return write(text, ...others);
    sandbox.write(typeof text === 'string' ? text : Buffer.from(text).toString());
    return true;
  };
}

const levels = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

function printers(real: Console): Readonly<Record<string, unknown>> {
  const printer =
    (print: (...values: unknown[]) => void) =>
    (...values: unknown[]) => {
      const sandbox = storage.getStore();
      if (sandbox) sandbox.write(`${format(...values)}\n`);
      else print(...values);
    };
  return Object.fromEntries(levels.map((level) => [level, printer(real[level].bind(real))]));
}
