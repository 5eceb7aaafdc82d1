/** The HTTP door, on 127.0.0.1 only: for other processes, other languages and the AWS CLI. The dispatcher is the same. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock.ts';
import { type Answer, type Defect, type Dispatcher, lost } from './dispatcher.ts';
import { plainError, ServiceError } from './errors.ts';
import type { WireRequest, WireResponse } from './message.ts';

export type HttpDoorOptions = {
  readonly dispatcher: Pick<Dispatcher, 'dispatch'>;
  readonly clock: Clock;
  /** 0 takes any free port. */
  readonly port: number;
  /** Answers what is no part of AWS: the paths under `/_local/`. */
  readonly control: (request: WireRequest) => Promise<WireResponse>;
  /** Whether answers carry a Date header. Under virtual time they must not: SDKs correct their own clock by it. */
  readonly sendsDate: boolean;
  readonly onDefect: (defect: Defect) => void;
  /** AWS's largest request, the code of a Lambda function, has 50 MB before base64. */
  readonly bodyLimitBytes?: number;
};

export type HttpDoor = {
  readonly endpoint: string;
  /** Takes no new requests, lets those that are under way finish for a moment, then hangs up. */
  close(): Promise<void>;
};

/** @throws the error of `listen`, with its code: EADDRINUSE, EACCES. */
export async function openHttpDoor(options: HttpDoorOptions): Promise<HttpDoor> {
  const server = createServer(async (request, response) => {
    const answer = await answerTo(options, request);
    if (answer === lost) request.socket.destroy();
    else send(response, answer, { sendsDate: options.sendsDate, keepsAlive: server.listening });
  });
  await listening(server, options.port);
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closed(server),
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

const graceMs = 2000;

/** A call that waits for virtual time may never be answered, so the grace is real time whatever the clock says. */
function closed(server: Server): Promise<void> {
  AbortSignal.timeout(graceMs).addEventListener('abort', () => server.closeAllConnections());
  return new Promise((resolve) => server.close(() => resolve()));
}

async function answerTo(options: HttpDoorOptions, request: IncomingMessage): Promise<Answer> {
  try {
    refuseForeignHost(request.headers.host);
    const wire = toWire(request, await receive(options, request));
    const isOurs = wire.path.startsWith('/_local/');
    return await (isOurs ? options.control(wire) : options.dispatcher.dispatch(wire));
  } catch (thrown) {
    const hungUp = request.destroyed && !request.complete;
    return hungUp ? lost : plainError(toldOf(thrown, request, options));
  }
}

function toldOf(thrown: unknown, { method, url }: IncomingMessage, { onDefect }: HttpDoorOptions) {
  if (thrown instanceof ServiceError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  onDefect({ call: `${method} ${url}`, error });
  return new ServiceError('InternalFailure', `a defect of the embedded AWS: ${error.message}`, 500);
}

/** A web page can make its own name resolve to 127.0.0.1 and so reach this door; its Host header still tells. */
function refuseForeignHost(host = ''): void {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (/^(127\.0\.0\.1|\[::1\]|([\w-]+\.)*localhost)$/.test(name)) return;
  throw new ServiceError(
    'AccessDeniedException',
    `this door answers to 127.0.0.1 and localhost, not to '${host}'`,
    403,
  );
}

/** Time stands still from the first byte of a request; the dispatcher holds it from the last byte on. */
async function receive(
  { clock, bodyLimitBytes = 70 * 2 ** 20 }: HttpDoorOptions,
  request: IncomingMessage,
): Promise<Uint8Array> {
  const release = clock.hold();
  try {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      bytes += part.byteLength;
      if (bytes > bodyLimitBytes) throw tooLarge(bodyLimitBytes);
      parts.push(part);
    }
    return Buffer.concat(parts);
  } finally {
    release();
  }
}

const tooLarge = (limit: number) =>
  new ServiceError('RequestEntityTooLargeException', `a request may have ${limit} bytes at most`, 413);

function toWire({ method = 'GET', url = '/', headers }: IncomingMessage, body: Uint8Array): WireRequest {
  const [path = '/', search = ''] = url.split('?', 2);
  return { method, path, query: queryOf(search), headers: headers as WireRequest['headers'], body };
}

function queryOf(search: string): WireRequest['query'] {
  const query: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(search)) {
    const before = query[key];
    query[key] = before === undefined ? value : [before, value].flat();
  }
  return query;
}

function send(
  response: ServerResponse,
  { statusCode, headers, body }: WireResponse,
  { sendsDate, keepsAlive }: { readonly sendsDate: boolean; readonly keepsAlive: boolean },
): void {
  response.sendDate = sendsDate;
  if (!keepsAlive) response.setHeader('connection', 'close');
  response.writeHead(statusCode, headers).end(body);
}
