import { bytes, choice, type Limits, list, structure, text } from './limit.ts';
import {
  deletionProtectionCheck,
  description,
  id,
  kmsKeyIdentifier,
  page,
  roleArn,
  tags,
  version,
} from './shapes.ts';

const longName = text(1, 128);
const type = text(undefined, undefined, /^[a-zA-Z.]+$/);
const label = text(1, 64, /^.*[^0-9].*$/);
const validators = list(
  structure({ Type: choice('JSON_SCHEMA', 'LAMBDA'), Content: text(0, 32768) }, 'Type', 'Content'),
  0,
  2,
);
const profile = { ApplicationId: id, ConfigurationProfileId: id };

export const configurationProfileLimits: Limits = {
  CreateConfigurationProfile: {
    ApplicationId: id,
    Name: longName,
    Description: description,
    LocationUri: text(1, 2048),
    RetrievalRoleArn: roleArn,
    Validators: validators,
    Tags: tags,
    Type: type,
    KmsKeyIdentifier: kmsKeyIdentifier,
  },
  GetConfigurationProfile: profile,
  UpdateConfigurationProfile: {
    ...profile,
    Name: longName,
    Description: description,
    RetrievalRoleArn: roleArn,
    Validators: validators,
    KmsKeyIdentifier: text(0, 2048),
  },
  DeleteConfigurationProfile: { ...profile, DeletionProtectionCheck: deletionProtectionCheck },
  ListConfigurationProfiles: { ApplicationId: id, ...page, Type: type },
  CreateHostedConfigurationVersion: {
    ...profile,
    Description: description,
    Content: bytes,
    ContentType: text(1, 255),
    LatestVersionNumber: version,
    VersionLabel: label,
  },
  GetHostedConfigurationVersion: { ...profile, VersionNumber: version },
  DeleteHostedConfigurationVersion: { ...profile, VersionNumber: version },
  ListHostedConfigurationVersions: { ...profile, ...page, VersionLabel: text(1, 64) },
};
