import type { Limits } from './limit.ts';
import { description, id, name, page, tags } from './shapes.ts';

export const applicationLimits: Limits = {
  CreateApplication: { Name: name, Description: description, Tags: tags },
  GetApplication: { ApplicationId: id },
  UpdateApplication: { ApplicationId: id, Name: name, Description: description },
  DeleteApplication: { ApplicationId: id },
  ListApplications: page,
};
