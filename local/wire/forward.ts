/** A call without HTTP to a service behind which another emulator stands: it is written and read as its SDK client would. */
import type { Codec } from './codec.ts';
import { ServiceError } from './errors.ts';
import { textOf, type WireRequest, type WireResponse } from './message.ts';
import type { Model, OperationModel, Shape } from './model.ts';

type Members = Readonly<Record<string, unknown>>;
type Behind = {
  readonly codec: Codec;
  readonly model: Model;
  readonly handle: ((request: WireRequest) => Promise<WireResponse>) | undefined;
};

/** Only JSON-RPC services are forwarded to: their whole input travels in the body. */
export async function forwardCall(
  { codec, model, handle }: Behind,
  call: { operation: string; input: Members },
): Promise<Members> {
  const operation = model.operations.get(call.operation);
  if (!operation || !handle) throw new Error(`nothing stands behind ${call.operation}`);
  const answer = await handle(requestFor(codec, operation, call.input));
  if (answer.statusCode >= 300) throw errorOf(answer);
  return (await codec.read(documentOf(operation.output), answer.body)) as Members;
}

function requestFor(codec: Codec, operation: OperationModel, input: Members): WireRequest {
  const headers = { 'content-type': codec.contentType, 'x-amz-target': `${codec.target}.${operation.name}` };
  return {
    method: 'POST',
    path: '/',
    query: {},
    headers,
    body: codec.write(documentOf(operation.input), input),
  };
}

const documentOf = (shape: Shape) => shape.document ?? shape.whole;

function errorOf({ statusCode, body }: WireResponse): ServiceError {
  const {
    __type = 'UnknownError',
    message,
    Message,
    ...members
  } = JSON.parse(textOf(body)) as Record<string, string>;
  return new ServiceError(__type.split('#').at(-1) ?? __type, message ?? Message ?? '', statusCode, members);
}
