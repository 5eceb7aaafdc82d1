import { flag, integer, type Limits, list, structure, text } from './limit.ts';
import { arn, tags } from './shapes.ts';

export const accountLimits: Limits = {
  GetAccountSettings: {},
  UpdateAccountSettings: {
    DeletionProtection: structure({ Enabled: flag, ProtectionPeriodInMinutes: integer(15, 1440) }),
    VendedMetrics: structure({ Enabled: flag }),
  },
  ListTagsForResource: { ResourceArn: arn },
  TagResource: { ResourceArn: arn, Tags: tags },
  UntagResource: { ResourceArn: arn, TagKeys: list(text(1, 128), 0, 50) },
};
