import { choice, flag, type Limits, number, text } from './limit.ts';
import {
  description,
  dynamicParameters,
  id,
  kmsKeyIdentifier,
  minutes,
  name,
  page,
  tags,
  version,
} from './shapes.ts';

const strategyId = text(undefined, undefined, /^([a-z0-9]{4,7}|AppConfig\.[A-Za-z0-9]{9,40})$/);
const growth = {
  DeploymentDurationInMinutes: minutes,
  FinalBakeTimeInMinutes: minutes,
  GrowthFactor: number(1, 100),
  GrowthType: choice('LINEAR', 'EXPONENTIAL'),
};
const environment = { ApplicationId: id, EnvironmentId: id };

export const deploymentLimits: Limits = {
  CreateDeploymentStrategy: {
    Name: name,
    Description: description,
    ...growth,
    ReplicateTo: choice('NONE', 'SSM_DOCUMENT'),
    Tags: tags,
  },
  GetDeploymentStrategy: { DeploymentStrategyId: strategyId },
  UpdateDeploymentStrategy: { DeploymentStrategyId: strategyId, Description: description, ...growth },
  DeleteDeploymentStrategy: { DeploymentStrategyId: strategyId },
  ListDeploymentStrategies: page,
  StartDeployment: {
    ...environment,
    DeploymentStrategyId: strategyId,
    ConfigurationProfileId: id,
    ConfigurationVersion: text(1, 1024),
    Description: description,
    Tags: tags,
    KmsKeyIdentifier: kmsKeyIdentifier,
    DynamicExtensionParameters: dynamicParameters,
    LatestDeploymentNumber: version,
  },
  GetDeployment: { ...environment, DeploymentNumber: version },
  StopDeployment: { ...environment, DeploymentNumber: version, AllowRevert: flag },
  ListDeployments: { ...environment, ...page },
};
