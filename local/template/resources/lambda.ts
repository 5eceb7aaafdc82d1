/** Functions, who may invoke them, how they are invoked asynchronously, and their URLs. */
import type { LambdaFunction } from '../../lambda/functions.ts';
import type { Declared, Kind, Made, Site } from '../kind.ts';
import { physicalName } from '../names.ts';
import { TemplateError } from '../template.ts';

type FunctionProperties = {
  readonly FunctionName?: string;
  readonly Handler: string;
  readonly Code: { readonly S3Key: string };
  readonly Role: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly ReservedConcurrentExecutions?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
};

const fn: Kind = {
  properties: [
    'FunctionName',
    'Handler',
    'Code.S3Bucket',
    'Code.S3Key',
    'Role',
    'Timeout',
    'MemorySize',
    'ReservedConcurrentExecutions',
    'Environment.Variables.*',
    'Runtime',
    'Architectures',
    'Description',
  ],
  make: placeFunction,
  change: placeFunction,
};

/** A function that changes keeps what other resources gave it: its URL, its destinations. */
function placeFunction(site: Site, { id, properties }: Declared): Made {
  const given = properties as unknown as FunctionProperties;
  const { Handler: handler, Code, Role: role, Timeout, MemorySize, ReservedConcurrentExecutions } = given;
  const name = given.FunctionName ?? physicalName(site.stackName, id);
  const archive = Code.S3Key.split('/').at(-1) ?? '';
  const settings: LambdaFunction = {
    name,
    role,
    handler: site.codeOf({ functionName: name, archive, handler }),
    environment: given.Environment?.Variables ?? {},
    ...(Timeout === undefined ? {} : { timeoutMs: Timeout * 1000 }),
    ...(MemorySize === undefined ? {} : { memoryMb: MemorySize }),
    ...(ReservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrency: ReservedConcurrentExecutions }),
  };
  site.functions.set(name, { ...site.functions.get(name), ...settings });
  return {
    ref: name,
    attributes: { Arn: `arn:aws:lambda:${site.region}:${site.accountId}:function:${name}` },
  };
}

const url: Kind = {
  properties: ['AuthType', 'TargetFunctionArn', 'InvokeMode'],
  make: async (site, { id, properties }) => {
    const arn = String(properties.TargetFunctionArn);
    const name = arn.split(':').at(-1) ?? '';
    const found = site.functions.get(name);
    if (!found) throw new TemplateError(`${id}: there is no function ${name}`);
    if (properties.AuthType !== 'AWS_IAM')
      throw new TemplateError(`${id}: a URL with AuthType ${properties.AuthType} is not emulated`);
    if ((properties.InvokeMode ?? 'BUFFERED') !== 'BUFFERED')
      throw new TemplateError(`${id}: a URL with InvokeMode ${properties.InvokeMode} is not emulated`);
    site.functions.set(name, { ...found, url: 'AWS_IAM' });
    const { FunctionUrl } = await site.call('Lambda', 'GetFunctionUrlConfig', { FunctionName: name });
    return { ref: arn, attributes: { FunctionUrl: String(FunctionUrl), FunctionArn: arn } };
  },
};

const permission: Kind = {
  properties: [
    'Action',
    'FunctionName',
    'Principal',
    'SourceArn',
    'SourceAccount',
    'FunctionUrlAuthType',
    'InvokedViaFunctionUrl',
  ],
  make: async (site, { id, properties }) => {
    const StatementId = physicalName(site.stackName, id);
    await site.call('Lambda', 'AddPermission', { StatementId, ...properties });
    return { ref: StatementId, attributes: { Id: StatementId } };
  },
};

const eventInvokeConfig: Kind = {
  properties: [
    'FunctionName',
    'Qualifier',
    'MaximumRetryAttempts',
    'MaximumEventAgeInSeconds',
    'DestinationConfig.OnFailure.Destination',
    'DestinationConfig.OnSuccess.Destination',
  ],
  make: async (site, { id, properties }) => {
    await site.call('Lambda', 'PutFunctionEventInvokeConfig', properties);
    return { ref: physicalName(site.stackName, id), attributes: {} };
  },
};

export const lambda: Readonly<Record<string, Kind>> = {
  'AWS::Lambda::Function': fn,
  'AWS::Lambda::Url': url,
  'AWS::Lambda::Permission': permission,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
};
