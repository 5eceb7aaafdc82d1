/** M out of N, and what missing datapoints mean: the tables of "Configuring how CloudWatch alarms treat missing data". */

export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type TreatMissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export type Criteria = {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly treatMissingData: TreatMissingData;
};

/**
 * How many periods are read. AWS says only that it is more than there are evaluation periods, and shows 5 for 3;
 * that the difference is always 2 is an assumption.
 */
export const evaluationRange = (evaluationPeriods: number): number => evaluationPeriods + 2;

/** @param breaches the evaluation range, oldest first: whether each datapoint breaches, undefined where there is none. */
export function evaluate(
  breaches: readonly (boolean | undefined)[],
  criteria: Criteria,
  current: State,
): State {
  const { datapointsToAlarm, evaluationPeriods, treatMissingData } = criteria;
  const real = breaches.filter((breach) => breach !== undefined);
  const recent = real.slice(-evaluationPeriods);
  const breaching = recent.filter(Boolean).length;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (recent.length === evaluationPeriods) return 'OK';
  switch (treatMissingData) {
    case 'breaching':
      return breaching + (evaluationPeriods - recent.length) >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return recent.includes(false) ? 'OK' : current;
    case 'missing':
      if (recent.includes(false)) return 'OK';
      return isOldEnough(breaches, datapointsToAlarm) ? 'ALARM' : 'INSUFFICIENT_DATA';
  }
}

/**
 * A premature alarm is avoided: when there is nothing but breaching and missing datapoints, and too few of them, the
 * oldest one must be as old as there are datapoints to alarm. The next ones could still show that all is well.
 */
function isOldEnough(breaches: readonly (boolean | undefined)[], datapointsToAlarm: number): boolean {
  const oldest = breaches.indexOf(true);
  return oldest >= 0 && breaches.length - oldest >= datapointsToAlarm;
}

const operators = {
  GreaterThanThreshold: {
    words: 'greater than',
    test: (value: number, threshold: number) => value > threshold,
  },
  GreaterThanOrEqualToThreshold: {
    words: 'greater than or equal to',
    test: (value: number, threshold: number) => value >= threshold,
  },
  LessThanThreshold: { words: 'less than', test: (value: number, threshold: number) => value < threshold },
  LessThanOrEqualToThreshold: {
    words: 'less than or equal to',
    test: (value: number, threshold: number) => value <= threshold,
  },
} as const;

export type Comparison = keyof typeof operators;
export const isComparison = (text: string | undefined): text is Comparison => (text ?? '') in operators;
export const comparing = (comparison: Comparison) => operators[comparison];
