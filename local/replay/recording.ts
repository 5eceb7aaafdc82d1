/** Recorded series of a metric: `timestamp,value` lines in UTC, or what `aws cloudwatch get-metric-data` printed. */

/** In the order of time. There may be gaps, and several values at one time. */
export type Recording = readonly Datapoint[];
type Datapoint = { readonly at: number; readonly value: number };

/** The text is no recording: says where, and what was expected there. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/**
 * @param id which result of get-metric-data is meant, where it holds several
 * @throws RecordingError
 */
export function readRecording(text: string, id?: string): Recording {
  const plain = text.replace(/^\uFEFF/, '');
  const datapoints = /^\s*\{/.test(plain) ? fromMetricData(plain, id) : fromCsv(plain);
  if (datapoints.length === 0) throw new RecordingError('the recording holds no datapoint');
  return datapoints.toSorted((one, other) => one.at - other.at);
}

function fromCsv(text: string): Datapoint[] {
  const [header = '', ...lines] = text.split(/\r?\n/);
  if (header.trim() !== 'timestamp,value')
    throw new RecordingError(`line 1: expected the header "timestamp,value", found "${header.trim()}"`);
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : fromLine(line.trim(), index + 2)));
}

function fromLine(line: string, number: number): Datapoint {
  const [timestamp = '', value = '', ...more] = line.split(',');
  if (more.length > 0)
    throw new RecordingError(`line ${number}: expected a timestamp and a value, found "${line}"`);
  return { at: instantOf(timestamp, `line ${number}`), value: numberOf(value, `line ${number}`) };
}

const instant = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?$/;

/** UTC, unless the timestamp itself has an offset. */
function instantOf(timestamp: string, where: string): number {
  const [, day, time, offset = 'Z'] = instant.exec(timestamp.trim()) ?? [];
  const at = Date.parse(`${day}T${time?.replace(/(\.\d{3})\d+$/, '$1')}${offset}`);
  if (Number.isFinite(at)) return at;
  throw new RecordingError(
    `${where}: expected a timestamp in UTC such as 2014-03-07 03:41:00, found "${timestamp}"`,
  );
}

function numberOf(value: string, where: string): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  throw new RecordingError(`${where}: expected a number, found "${value}"`);
}

type Result = {
  readonly Id?: string;
  readonly Timestamps?: readonly string[];
  readonly Values?: readonly number[];
};

function fromMetricData(text: string, id: string | undefined): Datapoint[] {
  const { Id = '', Timestamps = [], Values = [] } = resultIn(text, id);
  if (Timestamps.length !== Values.length)
    throw new RecordingError(`${Id}: has ${Timestamps.length} Timestamps and ${Values.length} Values`);
  return Timestamps.map((timestamp, index) => ({
    at: instantOf(String(timestamp), `${Id}: Timestamps[${index}]`),
    value: numberOf(String(Values[index]), `${Id}: Values[${index}]`),
  }));
}

function resultIn(text: string, id: string | undefined): Result {
  const { MetricDataResults: results } = parse(text);
  if (!Array.isArray(results))
    throw new RecordingError('expected the JSON of get-metric-data, which has MetricDataResults');
  const found = (results as readonly Result[]).filter((result) => id === undefined || result.Id === id);
  const ids = results.map((result: Result) => result.Id).join(', ');
  if (found.length > 1) throw new RecordingError(`holds several results: say which one is meant (${ids})`);
  if (!found[0]) throw new RecordingError(`holds no result${id === undefined ? '' : ` ${id}`} (${ids})`);
  return found[0];
}

function parse(text: string): { readonly MetricDataResults?: unknown } {
  try {
    return JSON.parse(text) as { readonly MetricDataResults?: unknown };
  } catch (cause) {
    throw new RecordingError(`no JSON: ${(cause as Error).message}`, { cause });
  }
}
