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

/** An answer to what belongs to no service. */
export function plainError({ name, message, statusCode }: ServiceError, requestId?: string): WireResponse {
  const body = bytesOf(JSON.stringify({ __type: name, message }));
  const headers = {
    'content-type': 'application/json',
    'content-length': String(body.byteLength),
    'x-amzn-errortype': name,
    ...(requestId === undefined ? {} : { 'x-amzn-requestid': requestId }),
  };
  return { statusCode, headers, body };
}
