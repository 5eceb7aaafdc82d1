import type {
  ListTagsForResourceRequest,
  ResourceTags,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-appconfig';
import { pathOf } from '../arn.ts';
import { readTags } from '../create.ts';
import { badRequest, notFound } from '../errors.ts';
import * as find from '../find.ts';
import type { AppConfigWorld, Tags } from '../state.ts';

const mostTags = 50;

export const listTagsForResource = (
  world: AppConfigWorld,
  { ResourceArn }: ListTagsForResourceRequest,
): ResourceTags => ({ Tags: { ...taggable(world, ResourceArn).tags } });

export function tagResource(world: AppConfigWorld, { ResourceArn, Tags }: TagResourceRequest): void {
  const resource = taggable(world, ResourceArn);
  const tags = { ...resource.tags, ...readTags(Tags) };
  if (Object.keys(tags).length > mostTags)
    throw badRequest(`${ResourceArn} would have more than ${mostTags} tags`);
  resource.tags = tags;
}

export function untagResource(
  world: AppConfigWorld,
  { ResourceArn, TagKeys = [] }: UntagResourceRequest,
): void {
  const resource = taggable(world, ResourceArn);
  const left = Object.entries(resource.tags).filter(([key]) => !TagKeys.includes(key));
  resource.tags = Object.fromEntries(left);
}

/** @throws BadRequestException for what has no tags, ResourceNotFoundException for what is not there */
function taggable(world: AppConfigWorld, arn = ''): { tags: Tags } {
  const [kind, id = '', part, partId = '', below, belowId = ''] = pathOf(arn) ?? [];
  if (kind === 'deploymentstrategy') return find.strategyById(world, id);
  if (kind !== 'application') throw badRequest(`${arn} is no resource of AppConfig that has tags`);
  switch (`${part ?? ''}/${below ?? ''}`) {
    case '/':
      return find.applicationById(world, id);
    case 'environment/':
      return find.environmentById(world, id, partId);
    case 'configurationprofile/':
      return find.profileById(world, id, partId);
    case 'environment/deployment':
      return find.deploymentByNumber(find.environmentById(world, id, partId), Number(belowId));
    case 'experimentdefinition/':
      return definitionById(world, id, partId);
    case 'experimentdefinition/experimentrun':
      return runByNumber(world, [id, partId], Number(belowId));
    default:
      throw badRequest(`${arn} is no resource of AppConfig that has tags`);
  }
}

function definitionById(world: AppConfigWorld, applicationId: string, id: string) {
  const definition = find.applicationById(world, applicationId).definitions.get(id);
  if (!definition) throw notFound('experiment definition', id);
  return definition;
}

function runByNumber(world: AppConfigWorld, [applicationId, id]: readonly [string, string], number: number) {
  const run = definitionById(world, applicationId, id).runs.get(number);
  if (!run) throw notFound('experiment run', `${number} of experiment definition ${id}`);
  return run;
}
