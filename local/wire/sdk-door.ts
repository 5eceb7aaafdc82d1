/** The SDK's own door: a requestHandler for `new XClient({ requestHandler })`. No socket, no thread, no real time. */
import { HttpResponse } from '@smithy/core/protocols';
import { type Dispatcher, lost } from './dispatcher.ts';
import { bytesOf, noBytes, type WireRequest } from './message.ts';

export type SdkRequest = {
  readonly method: string;
  readonly path: string;
  readonly query?: WireRequest['query'];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export type RequestHandler = ReturnType<typeof createRequestHandler>;

/** @param only the service spoken to, for clients that do not sign. */
export function createRequestHandler(dispatcher: Pick<Dispatcher, 'dispatch'>, only?: string) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => {},
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    handle: async (request: SdkRequest, options: { abortSignal?: { aborted: boolean } } = {}) => {
      if (options.abortSignal?.aborted)
        throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
      const answer = await dispatcher.dispatch(
        { ...headOf(request), body: await collect(request.body) },
        only,
      );
      if (answer === lost) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      return {
        response: new HttpResponse(
          answer as { statusCode: number; headers: Record<string, string>; body: unknown },
        ),
      };
    },
  };
}

/** All of a request but its body. */
export function headOf({ method, path, query, headers }: SdkRequest): WireRequest {
  const lowerCase: Record<string, string> = {};
  for (const key in headers) lowerCase[key.toLowerCase()] = headers[key] as string;
  return { method, path, query: query ?? {}, headers: lowerCase, body: noBytes };
}

async function collect(body: unknown): Promise<Uint8Array> {
  const isStream = typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
  if (!isStream || body instanceof Uint8Array) return bytesOf(body);
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<unknown>) parts.push(bytesOf(part));
  return Buffer.concat(parts);
}
