import {
  type GetFunctionUrlConfigRequest,
  type GetFunctionUrlConfigResponse,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { arnOf, find, type LambdaWorld } from '../functions.ts';
import { hostOf } from '../url.ts';

export function getFunctionUrlConfig(
  world: LambdaWorld,
  input: GetFunctionUrlConfigRequest,
): GetFunctionUrlConfigResponse {
  const { name, url } = find(world, input);
  if (url === undefined)
    throw new ResourceNotFoundException({
      message: 'The resource you requested does not exist.',
      Type: 'User',
      $metadata: {},
    });
  const at = new Date(world.startedAt).toISOString();
  return {
    FunctionUrl: `https://${hostOf(world, name)}/`,
    FunctionArn: arnOf(world, name),
    AuthType: url,
    CreationTime: at,
    LastModifiedTime: at,
    InvokeMode: 'BUFFERED',
  };
}
