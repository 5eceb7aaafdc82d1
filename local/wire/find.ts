/** Which service and operation a request means. Any endpoint will do: the target header or the signature's scope tells. */
import { notImplemented, ServiceError } from './errors.ts';
import { textOf, type WireRequest } from './message.ts';
import type { Route } from './routes.ts';
import type { Service } from './service.ts';

export type Found =
  | { readonly service: Service; readonly route: Route }
  | { readonly route?: undefined; readonly error: ServiceError };

export function findService(services: readonly Service[], request: WireRequest): Found {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return findByTarget(services, request, target);
  const signingName = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(
    request.headers.authorization ?? '',
  )?.[1];
  const candidates = services.filter(
    (service) => signingName === undefined || service.signingName === signingName,
  );
  for (const service of candidates) {
    // AppConfig and AppConfigData sign alike, so the route decides
    const route = service.codec.rest ? service.route(request) : undefined;
    if (route) return { service, route };
  }
  const meant = signingName === undefined ? undefined : candidates[0];
  return { error: unknown(meant?.name ?? signingName, request, meant !== undefined) };
}

function findByTarget(services: readonly Service[], request: WireRequest, target: string): Found {
  const [prefix = '', operation = ''] = target.split('.');
  const service = services.find((candidate) => candidate.codec.target === prefix);
  if (!service) return { error: notImplemented(prefix, operation) };
  const route = service.route(request);
  return route
    ? { service, route }
    : {
        error: new ServiceError(
          'UnknownOperationException',
          `${service.name} has no operation ${operation}`,
          404,
        ),
      };
}

function unknown(name: string | undefined, request: WireRequest, isEmulated: boolean): ServiceError {
  const action = queryAction(request);
  if (action !== undefined)
    return notImplemented(name ?? 'AWS', `${action} (in the query protocol; newer clients speak JSON)`);
  const what = `${request.method} ${request.path}`;
  if (!isEmulated) return notImplemented(name ?? 'AWS', `(${what})`);
  return new ServiceError('UnknownOperationException', `${name} has no operation for ${what}`, 404);
}

/** The operation that a request of the old query protocol means. */
export const queryAction = ({ headers, body }: WireRequest): string | undefined =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    ? /(?:^|&)Action=(\w+)/.exec(textOf(body))?.[1]
    : undefined;
