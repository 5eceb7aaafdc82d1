import { type Limits, list, structure, text } from './limit.ts';
import { deletionProtectionCheck, description, id, name, page, roleArn, tags } from './shapes.ts';

const monitors = list(structure({ AlarmArn: text(1, 2048), AlarmRoleArn: roleArn }, 'AlarmArn'), 0, 5);

export const environmentLimits: Limits = {
  CreateEnvironment: {
    ApplicationId: id,
    Name: name,
    Description: description,
    Monitors: monitors,
    Tags: tags,
  },
  GetEnvironment: { ApplicationId: id, EnvironmentId: id },
  UpdateEnvironment: {
    ApplicationId: id,
    EnvironmentId: id,
    Name: name,
    Description: description,
    Monitors: monitors,
  },
  DeleteEnvironment: {
    ApplicationId: id,
    EnvironmentId: id,
    DeletionProtectionCheck: deletionProtectionCheck,
  },
  ListEnvironments: { ApplicationId: id, ...page },
};
