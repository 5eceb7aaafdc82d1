import {
  type CreateHostedConfigurationVersionRequest,
  type DeleteHostedConfigurationVersionRequest,
  type GetHostedConfigurationVersionRequest,
  type HostedConfigurationVersionSummary,
  type HostedConfigurationVersions,
  type ListHostedConfigurationVersionsRequest,
  PayloadTooLargeException,
  type HostedConfigurationVersion as VersionView,
} from '@aws-sdk/client-appconfig';
import { conflict } from '../errors.ts';
import { profileById, versionByNumber } from '../find.ts';
import { readDocument } from '../flag-document.ts';
import { pageOf } from '../paging.ts';
import type { AppConfigWorld, HostedVersion, Profile } from '../state.ts';
import { featureFlags } from './configuration-profiles.ts';

/** The hosted store takes 2 MB. */
const mostKilobytes = 2048;

export function createHostedConfigurationVersion(
  world: AppConfigWorld,
  input: CreateHostedConfigurationVersionRequest,
): VersionView {
  const profile = profileById(world, input.ApplicationId, input.ConfigurationProfileId);
  const { Content: content = new Uint8Array(), ContentType: contentType = '', VersionLabel: label } = input;
  refuseOutdated(profile, input.LatestVersionNumber);
  refuseTooLarge(content);
  if (label !== undefined && byLabel(profile, label))
    throw conflict(`Configuration profile ${profile.id} already has a version labelled ${label}`);
  const document = profile.type === featureFlags ? readDocument(content) : undefined;
  profile.latestVersion += 1;
  const version: HostedVersion = {
    sequence: profile.latestVersion,
    profile,
    description: input.Description,
    content,
    contentType,
    label,
    document,
  };
  profile.versions.add(version);
  return view(version);
}

/** The version that a deployment names by its number or its label. */
export function versionNamed(profile: Profile, name: string): HostedVersion {
  if (!/^\d+$/.test(name)) {
    const labelled = byLabel(profile, name);
    if (labelled) return labelled;
  }
  return versionByNumber(profile, Number(name));
}

const byLabel = ({ versions }: Profile, label: string): HostedVersion | undefined =>
  [...versions.before()].find((version) => version.label === label);

function refuseOutdated({ id, latestVersion }: Profile, expected: number | undefined): void {
  if (expected !== undefined && expected !== latestVersion)
    throw conflict(
      `The latest version of configuration profile ${id} is ${latestVersion}, not ${expected}; read it and try again`,
    );
}

function refuseTooLarge({ byteLength }: Uint8Array): void {
  if (byteLength <= mostKilobytes * 1024) return;
  throw new PayloadTooLargeException({
    message: `The configuration size exceeds the maximum of ${mostKilobytes} KB`,
    Measure: 'KILOBYTES',
    Limit: mostKilobytes,
    Size: byteLength / 1024,
    $metadata: {},
  });
}

export function getHostedConfigurationVersion(
  world: AppConfigWorld,
  input: GetHostedConfigurationVersionRequest,
): VersionView {
  const profile = profileById(world, input.ApplicationId, input.ConfigurationProfileId);
  return view(versionByNumber(profile, input.VersionNumber));
}

/** What is deployed stays deployed. */
export function deleteHostedConfigurationVersion(
  world: AppConfigWorld,
  input: DeleteHostedConfigurationVersionRequest,
): void {
  const profile = profileById(world, input.ApplicationId, input.ConfigurationProfileId);
  profile.versions.remove(versionByNumber(profile, input.VersionNumber));
}

export function listHostedConfigurationVersions(
  world: AppConfigWorld,
  input: ListHostedConfigurationVersionsRequest,
): HostedConfigurationVersions {
  const { id, versions } = profileById(world, input.ApplicationId, input.ConfigurationProfileId);
  return pageOf(
    {
      name: `versions of ${id}`,
      list: versions,
      order: 'newestFirst',
      accepts: ({ label }) => isLabelled(label, input.VersionLabel),
      view: summary,
    },
    input,
  );
}

/** A star at the end of the filter stands for whatever follows. */
function isLabelled(label: string | undefined, filter: string | undefined): boolean {
  if (filter === undefined) return true;
  return filter.endsWith('*') ? label?.startsWith(filter.slice(0, -1)) === true : label === filter;
}

const summary = (version: HostedVersion): HostedConfigurationVersionSummary => ({
  ApplicationId: version.profile.application.id,
  ConfigurationProfileId: version.profile.id,
  VersionNumber: version.sequence,
  Description: version.description,
  ContentType: version.contentType,
  VersionLabel: version.label,
});

const view = (version: HostedVersion): VersionView => ({ ...summary(version), Content: version.content });
