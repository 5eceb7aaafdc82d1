import type {
  ConfigurationProfileSummary,
  ConfigurationProfiles,
  CreateConfigurationProfileRequest,
  DeleteConfigurationProfileRequest,
  GetConfigurationProfileRequest,
  ListConfigurationProfilesRequest,
  ConfigurationProfile as ProfileView,
  UpdateConfigurationProfileRequest,
} from '@aws-sdk/client-appconfig';
import { notImplemented } from '../../wire/errors.ts';
import { newId, readTags, refuseBeyondQuota, refuseDuplicate } from '../create.ts';
import { refuseProtected } from '../deletion-protection.ts';
import { badRequest, conflict } from '../errors.ts';
import { applicationById, profileById } from '../find.ts';
import { pageOf } from '../paging.ts';
import { Sequence } from '../sequence.ts';
import type { AppConfigWorld, Profile } from '../state.ts';

export const featureFlags = 'AWS.AppConfig.FeatureFlags';
const freeform = 'AWS.Freeform';

export function createConfigurationProfile(
  world: AppConfigWorld,
  input: CreateConfigurationProfileRequest,
): ProfileView {
  refuseUnemulated('CreateConfigurationProfile', input);
  const { Name: name = '', LocationUri: locationUri = '', Type: type = freeform } = input;
  if (type !== featureFlags && type !== freeform)
    throw badRequest(`Type ${type} is neither ${featureFlags} nor ${freeform}`);
  if (locationUri !== 'hosted')
    throw notImplemented('AppConfig', `CreateConfigurationProfile with LocationUri ${locationUri}`);
  const application = applicationById(world, input.ApplicationId);
  const { profiles } = application;
  const tags = readTags(input.Tags);
  refuseDuplicate(world, 'a configuration profile', profiles, name);
  refuseBeyondQuota(world, 'configuration profiles', profiles.size, 100);
  const profile: Profile = {
    sequence: profiles.nextSequence(),
    id: newId(world, (id) => profiles.get(id) !== undefined),
    name,
    description: input.Description,
    tags,
    application,
    createdAt: world.clock.now(),
    type,
    locationUri,
    retrievalRoleArn: input.RetrievalRoleArn,
    readAt: undefined,
    versions: new Sequence(),
    latestVersion: 0,
  };
  profiles.add(profile);
  return view(profile);
}

export const getConfigurationProfile = (
  world: AppConfigWorld,
  input: GetConfigurationProfileRequest,
): ProfileView => view(profileById(world, input.ApplicationId, input.ConfigurationProfileId));

export function updateConfigurationProfile(
  world: AppConfigWorld,
  input: UpdateConfigurationProfileRequest,
): ProfileView {
  refuseUnemulated('UpdateConfigurationProfile', input);
  const profile = profileById(world, input.ApplicationId, input.ConfigurationProfileId);
  const { profiles } = profile.application;
  const {
    Name: name = profile.name,
    Description: description = profile.description,
    RetrievalRoleArn: retrievalRoleArn = profile.retrievalRoleArn,
  } = input;
  if (name !== profile.name) refuseDuplicate(world, 'a configuration profile', profiles, name);
  profiles.rename(profile, () => Object.assign(profile, { name, description, retrievalRoleArn }));
  return view(profile);
}

export function deleteConfigurationProfile(
  world: AppConfigWorld,
  input: DeleteConfigurationProfileRequest,
): void {
  const profile = profileById(world, input.ApplicationId, input.ConfigurationProfileId);
  const { id, versions, application } = profile;
  if (versions.size > 0)
    throw badRequest(
      `Cannot delete configuration profile ${id} because there are still hosted configuration versions existing under it.`,
    );
  if (world.store.definitions.hasAny('profile', id))
    throw conflict(`Cannot delete configuration profile ${id} because experiment definitions use it`);
  refuseProtected(world, 'configuration profile', profile, input.DeletionProtectionCheck);
  application.profiles.remove(profile);
}

export function listConfigurationProfiles(
  world: AppConfigWorld,
  input: ListConfigurationProfilesRequest,
): ConfigurationProfiles {
  const { id, profiles } = applicationById(world, input.ApplicationId);
  return pageOf(
    {
      name: `configuration profiles of ${id}`,
      list: profiles.inOrder,
      order: 'oldestFirst',
      accepts: ({ type }) => input.Type === undefined || type === input.Type,
      view: summary,
    },
    input,
  );
}

/** Validators run code or a JSON schema, keys belong to KMS: neither is here. */
function refuseUnemulated(
  operation: string,
  { Validators, KmsKeyIdentifier }: UpdateConfigurationProfileRequest | CreateConfigurationProfileRequest,
): void {
  if (Validators && Validators.length > 0) throw notImplemented('AppConfig', `${operation} with Validators`);
  if (KmsKeyIdentifier) throw notImplemented('AppConfig', `${operation} with KmsKeyIdentifier`);
}

const summary = ({ application, id, name, locationUri, type }: Profile): ConfigurationProfileSummary => ({
  ApplicationId: application.id,
  Id: id,
  Name: name,
  LocationUri: locationUri,
  Type: type,
});

const view = (profile: Profile): ProfileView => ({
  ...summary(profile),
  Description: profile.description,
  RetrievalRoleArn: profile.retrievalRoleArn,
});
