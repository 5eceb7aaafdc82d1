import type {
  Applications,
  Application as ApplicationView,
  CreateApplicationRequest,
  DeleteApplicationRequest,
  GetApplicationRequest,
  ListApplicationsRequest,
  UpdateApplicationRequest,
} from '@aws-sdk/client-appconfig';
import { Collection } from '../collection.ts';
import { newId, readTags, refuseBeyondQuota, refuseDuplicate } from '../create.ts';
import { badRequest } from '../errors.ts';
import { applicationById } from '../find.ts';
import { pageOf } from '../paging.ts';
import type { AppConfigWorld, Application } from '../state.ts';

export function createApplication(world: AppConfigWorld, input: CreateApplicationRequest): ApplicationView {
  const { applications } = world.store;
  const { Name: name = '', Description: description } = input;
  const tags = readTags(input.Tags);
  refuseDuplicate(world, 'an application', applications, name);
  refuseBeyondQuota(world, 'applications', applications.size, 100);
  const application: Application = {
    sequence: applications.nextSequence(),
    id: newId(world, (id) => applications.get(id) !== undefined),
    name,
    description,
    tags,
    environments: new Collection(),
    profiles: new Collection(),
    definitions: new Collection(),
  };
  applications.add(application);
  return view(application);
}

export const getApplication = (world: AppConfigWorld, input: GetApplicationRequest): ApplicationView =>
  view(applicationById(world, input.ApplicationId));

export function updateApplication(world: AppConfigWorld, input: UpdateApplicationRequest): ApplicationView {
  const { applications } = world.store;
  const application = applicationById(world, input.ApplicationId);
  const { Name: name = application.name, Description: description = application.description } = input;
  if (name !== application.name) refuseDuplicate(world, 'an application', applications, name);
  applications.rename(application, () => Object.assign(application, { name, description }));
  return view(application);
}

/** Only an empty application can be deleted. */
export function deleteApplication(world: AppConfigWorld, input: DeleteApplicationRequest): void {
  const application = applicationById(world, input.ApplicationId);
  const { id, environments, profiles, definitions } = application;
  if (environments.size + profiles.size + definitions.size > 0)
    throw badRequest(
      `Cannot delete application ${id} because there are still environments, configuration profiles or experiment definitions existing under it`,
    );
  world.store.applications.remove(application);
}

export const listApplications = ({ store }: AppConfigWorld, input: ListApplicationsRequest): Applications =>
  pageOf({ name: 'applications', list: store.applications.inOrder, order: 'oldestFirst', view }, input);

const view = ({ id, name, description }: Application): ApplicationView => ({
  Id: id,
  Name: name,
  Description: description,
});
