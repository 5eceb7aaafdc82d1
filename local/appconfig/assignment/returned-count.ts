/**
 * The metric that AppConfig vends to CloudWatch, one count for each flag that the agent returns. AWS's documentation
 * names what it is split by in words; how the dimensions are spelled is an assumption, made in this file alone.
 */
import type { FlagRead } from './agent.ts';

export type Datum = {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Value: number;
  readonly Unit: 'Count';
};

/** Undefined for what is not counted: the account has not switched it on, or the answer has no variant to count by. */
export function returnedCount(read: FlagRead): Datum | undefined {
  const { isVended, variant } = read;
  if (!isVended || variant === undefined) return undefined;
  const dimensions = {
    ApplicationId: read.applicationId,
    EnvironmentId: read.environmentId,
    ConfigurationProfileId: read.profileId,
    FlagKey: read.flag,
    Variant: variant,
  };
  return {
    Namespace: 'AWS/AppConfig',
    MetricName: 'ReturnedCount',
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Value: 1,
    Unit: 'Count',
  };
}
