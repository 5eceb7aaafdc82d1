/** Every limit of every operation that is emulated. */
import { accountLimits } from './account.ts';
import { applicationLimits } from './application.ts';
import { configurationProfileLimits } from './configuration-profile.ts';
import { deploymentLimits } from './deployment.ts';
import { environmentLimits } from './environment.ts';
import { experimentLimits } from './experiment.ts';
import type { Limits } from './limit.ts';

export const limits: Limits = {
  ...accountLimits,
  ...applicationLimits,
  ...environmentLimits,
  ...configurationProfileLimits,
  ...deploymentLimits,
  ...experimentLimits,
};
