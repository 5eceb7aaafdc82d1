/** Which metric an input names, and how it is to be read: checked as AWS checks it. */
import { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { invalidValue, validationError } from '../errors.ts';
import { isValueItself, statisticOf } from './statistic.ts';
import type { Identity, Reading } from './store.ts';

type Named = {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?:
    | readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[]
    | undefined;
};

const mostDimensions = 30;

/** @throws InvalidParameterValueException */
export function identityOf({ Namespace, MetricName, Dimensions }: Named, where = ''): Identity {
  const dimensions = Dimensions ?? [];
  if (!/^[^:].{0,254}$/.test(Namespace ?? ''))
    throw invalidValue(`The value ${Namespace} for parameter ${where}Namespace is invalid.`);
  if (!/^.{1,255}$/.test(MetricName ?? ''))
    throw invalidValue(`The value ${MetricName} for parameter ${where}MetricName is invalid.`);
  if (dimensions.length > mostDimensions)
    throw invalidValue(
      `The collection ${where}Dimensions must not have a size greater than ${mostDimensions}.`,
    );
  return {
    namespace: Namespace ?? '',
    name: MetricName ?? '',
    dimensions: dimensions.map((dimension, index) =>
      dimensionOf(dimension, `${where}Dimensions.member.${index + 1}`),
    ),
  };
}

function dimensionOf(
  { Name = '', Value = '' }: { readonly Name?: string | undefined; readonly Value?: string | undefined },
  where: string,
) {
  if (!/^[^:\s]([^\n]{0,254})$/.test(Name))
    throw invalidValue(`The value ${Name} for parameter ${where}.Name is invalid.`);
  if (Value.trim() === '' || Value.length > 1024)
    throw invalidValue(`The value ${Value} for parameter ${where}.Value is invalid.`);
  return { Name, Value };
}

/** @throws ValidationException, NotImplementedException */
export function readingOf(name: string, unit: string | undefined): Reading {
  const statistic = statisticOf(name);
  if (!statistic) throw validationError(`The value ${name} for parameter Stat is not supported.`);
  return { statistic, isValueItself: isValueItself(name), unit: checkUnit(unit) };
}

/** @throws InvalidParameterValueException */
export function checkUnit(unit: string | undefined): string | undefined {
  if (unit === undefined || unit in units) return unit;
  throw invalidValue(`The value ${unit} for parameter Unit is invalid.`);
}

const units = Object.fromEntries(Object.values(StandardUnit).map((unit) => [unit, true]));

/** Seconds: 1, 5, 10, 20, 30 or whole minutes. @throws ValidationException */
export function checkPeriod(period: number | undefined): number {
  if (period !== undefined && period > 0 && (highResolution.has(period) || period % 60 === 0)) return period;
  throw validationError(`Period must be 1, 5, 10, 20, 30 or a multiple of 60, but is ${period}`);
}

const highResolution = new Set([1, 5, 10, 20, 30]);
