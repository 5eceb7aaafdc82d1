/** The shapes that several operations share, by the names of the service's model. */
import { choice, integer, map, number, structure, text } from './limit.ts';

export const id = text(undefined, undefined, /^[a-z0-9]{4,7}$/);
export const identifier = text(1, 2048);
export const name = text(1, 64);
export const description = text(0, 1024);
export const arn = text(
  20,
  2048,
  /^arn:(aws[a-zA-Z-]*)?:[a-z]+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:[a-zA-Z0-9-_/:.]+$/,
);
export const roleArn = text(
  20,
  2048,
  /^((arn):(aws|aws-cn|aws-iso|aws-iso-[a-z]{1}|aws-us-gov|aws-eusc):(iam)::\d{12}:role[/].*)$/,
);
export const kmsKeyIdentifier = text(1, 2048);
export const tags = map(text(1, 128), text(0, 256), 0, 50);
export const version = integer();
export const minutes = integer(0, 1440);
export const percentage = number(0, 100);
export const dynamicParameters = map(
  text(undefined, undefined, /^([^#\n]{1,96})#([^/#\n]{1,64})$/),
  text(1, 2048),
  1,
  10,
);
export const deletionProtectionCheck = choice('ACCOUNT_DEFAULT', 'APPLY', 'BYPASS');
export const deploymentParameters = structure({
  DynamicExtensionParameters: dynamicParameters,
  Tags: tags,
});
export const page = { MaxResults: integer(1, 50), NextToken: text(1, 2048) };
