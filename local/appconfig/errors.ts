/** How AppConfig refuses. */
import {
  BadRequestException,
  ConflictException,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
} from '@aws-sdk/client-appconfig';

export const badRequest = (message: string): BadRequestException =>
  new BadRequestException({ message, $metadata: {} });

export const conflict = (message: string): ConflictException =>
  new ConflictException({ message, $metadata: {} });

/** @param what the kind of the resource, in words */
export const notFound = (what: string, name: string): ResourceNotFoundException =>
  new ResourceNotFoundException({
    message: `Could not find ${what} ${name}`,
    ResourceName: name,
    $metadata: {},
  });

export const quotaExceeded = (message: string): ServiceQuotaExceededException =>
  new ServiceQuotaExceededException({ message, $metadata: {} });

export type Refusal = 'BadRequest' | 'Conflict' | 'ResourceNotFound';

/** For what AWS does not document: the error that a switch names. */
export function refusal(name: Refusal, message: string, resource = ''): Error {
  switch (name) {
    case 'BadRequest':
      return badRequest(message);
    case 'Conflict':
      return conflict(message);
    case 'ResourceNotFound':
      return new ResourceNotFoundException({ message, ResourceName: resource, $metadata: {} });
  }
}
