/**
 * The metric that AppConfig vends to CloudWatch, one count for each flag that the agent returns. AWS's documentation
 * names what it is split by in words; how the dimensions are spelled is an assumption, made in this file alone.
 */
import type { FlagRead } from './agent.ts';

export type Count = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

/** Undefined for what is not counted: the account has not switched it on, or the answer has no variant to count by. */
export function returnedCount(read: FlagRead): Count | undefined {
  const { isVended, variant } = read;
  if (!isVended || variant === undefined) return undefined;
  return {
    namespace: 'AWS/AppConfig',
    name: 'ReturnedCount',
    dimensions: {
      ApplicationId: read.applicationId,
      EnvironmentId: read.environmentId,
      ConfigurationProfileId: read.profileId,
      FlagKey: read.flag,
      Variant: variant,
    },
  };
}
