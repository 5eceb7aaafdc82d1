/** How CloudWatch refuses. */
import {
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  LimitExceededFault,
  MissingRequiredParameterException,
  ResourceNotFound,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-cloudwatch';

const $metadata = {};

export const invalidValue = (message: string) => new InvalidParameterValueException({ message, $metadata });
export const invalidCombination = (message: string) =>
  new InvalidParameterCombinationException({ message, $metadata });
export const missingParameter = (message: string) =>
  new MissingRequiredParameterException({ message, $metadata });
export const validationError = (message: string) => new ValidationException({ message, $metadata });
export const limitExceeded = (message: string) => new LimitExceededFault({ message, $metadata });
export const noSuchAlarm = (message: string) => new ResourceNotFound({ message, $metadata });
export const noSuchResource = (arn: string) =>
  new ResourceNotFoundException({
    ResourceType: 'AWS::CloudWatch::Alarm',
    ResourceId: arn,
    Message: `Unknown or unsupported resource: ${arn}`,
    message: `Unknown or unsupported resource: ${arn}`,
    $metadata,
  } as ConstructorParameters<typeof ResourceNotFoundException>[0]);

/** What every operation says about members that are required and missing. */
export const missingMembers = (members: readonly string[]) =>
  missingParameter(members.map((member) => `The parameter ${member} is required.`).join(' '));
