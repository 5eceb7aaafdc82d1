/**
 * The names under which errors of other services arrive. Step Functions calls them with the AWS SDK for Java: an error
 * that the service's model lists has a class of its own there, any other is an instance of the service's base class.
 */
import type { DoorError } from '../wire/dispatcher.ts';

/** @param service as in the JavaScript SDK: AppConfig, DynamoDB, SFN … */
export function errorNameOf(
  service: string,
  { name, modelled }: Pick<DoorError, 'name' | 'modelled'>,
): string {
  const prefix = javaName(service);
  if (name === 'SdkClientException') return `${prefix}.${name}`;
  return `${prefix}.${modelled ? exceptionName(name) : `${prefix}Exception`}`;
}

/** Java writes DynamoDb and Sfn where JavaScript writes DynamoDB and SFN. */
const javaName = (service: string) =>
  service.replace(/[A-Z]{2,}(?![a-z])/g, (run) => run.charAt(0) + run.slice(1).toLowerCase());

const exceptionName = (name: string) =>
  name.endsWith('Exception') ? name : `${name.replace(/Fault$/, '')}Exception`;

export function sdkCause(service: string, { name, message, statusCode, requestId }: DoorError): string {
  if (name === 'SdkClientException') return message;
  return `${message} (Service: ${javaName(service)}, Status Code: ${statusCode}, Request ID: ${requestId})`;
}
