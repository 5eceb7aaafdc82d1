/** How the data plane refuses. */
import {
  BadRequestException,
  type InvalidParameterProblem,
  ResourceNotFoundException,
  type ResourceType,
} from '@aws-sdk/client-appconfigdata';

export const badRequest = (message: string): BadRequestException =>
  new BadRequestException({ message, $metadata: {} });

export const badToken = (Problem: InvalidParameterProblem, message: string): BadRequestException =>
  new BadRequestException({
    message,
    Reason: 'InvalidParameters',
    Details: { InvalidParameters: { ConfigurationToken: { Problem } } },
    $metadata: {},
  });

export const notFound = (
  type: ResourceType,
  message: string,
  referencedBy: Readonly<Record<string, string>> = {},
): ResourceNotFoundException =>
  new ResourceNotFoundException({
    message,
    ResourceType: type,
    ReferencedBy: { ...referencedBy },
    $metadata: {},
  });
