import { bytesOf, type WireResponse } from './message.ts';

/**
 * An error that the service's model does not list: ValidationException, AccessDeniedException, ThrottlingException …
 * Errors that it does list are thrown as the SDK's own classes.
 */
export class ServiceError extends Error {
  readonly statusCode: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    name: string,
    message: string,
    statusCode = 400,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
    this.members = members;
  }
}

/** What is not emulated says so by name. The SDK does not retry a 501. */
export const notImplemented = (service: string, what: string): ServiceError =>
  new ServiceError(
    'NotImplementedException',
    `${service}.${what} is not implemented by the embedded AWS`,
    501,
  );

/** An answer to what belongs to no service, in the form that whoever asks can read. */
export function plainError(error: ServiceError, requestId?: string, inXml = false): WireResponse {
  const { name, message, statusCode } = error;
  const body = bytesOf(inXml ? xmlError(error, requestId) : JSON.stringify({ __type: name, message }));
  const headers = {
    'content-type': inXml ? 'text/xml' : 'application/json',
    'content-length': String(body.byteLength),
    'x-amzn-errortype': name,
    ...(requestId === undefined ? {} : { 'x-amzn-requestid': requestId }),
  };
  return { statusCode, headers, body };
}

/** As the query protocol tells errors; its clients call anything but XML broken, and try again. */
function xmlError({ name, message, statusCode }: ServiceError, requestId = ''): string {
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const type = statusCode < 500 ? 'Sender' : 'Receiver';
  const told = `<Type>${type}</Type><Code>${name}</Code><Message>${text}</Message>`;
  return `<ErrorResponse><Error>${told}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}
