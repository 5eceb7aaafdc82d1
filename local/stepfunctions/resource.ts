/** What a Task's Resource names. */

export type Resource =
  | { readonly kind: 'function'; readonly arn: string }
  | {
      readonly kind: 'call';
      readonly arn: string;
      /** Whether it is one of the `aws-sdk:` integrations rather than one that Step Functions made by hand. */
      readonly isSdk: boolean;
      /** As the ARN spells it: appconfig, lambda … */
      readonly service: string;
      /** As the ARN spells it: updateExperimentRun, invoke … */
      readonly operation: string;
      readonly pattern: 'answer' | 'token' | 'sync';
    };

const functionArn = /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[^:]+(:[^:]+)?$/;
const callArn = /^arn:aws[\w-]*:states:::(aws-sdk:)?(\w+):(\w+)(\.waitForTaskToken|\.sync(?::2)?)?$/;

export function parseResource(arn: string): Resource | undefined {
  if (functionArn.test(arn)) return { kind: 'function', arn };
  const [found, sdk, service = '', operation = '', suffix] = callArn.exec(arn) ?? [];
  if (found === undefined) return undefined;
  const pattern = suffix === undefined ? 'answer' : suffix === '.waitForTaskToken' ? 'token' : 'sync';
  return { kind: 'call', arn, isSdk: sdk !== undefined, service, operation, pattern };
}

/** How the history names it. */
export function describeResource(resource: Extract<Resource, { kind: 'call' }>) {
  return {
    resourceType: resource.isSdk ? `aws-sdk:${resource.service}` : resource.service,
    resource: resource.arn.slice(
      resource.arn.lastIndexOf(`:${resource.service}:`) + resource.service.length + 2,
    ),
  };
}
