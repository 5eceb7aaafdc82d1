/** The moments that a rule can name: the W3C's profile of ISO 8601, https://www.w3.org/TR/NOTE-datetime. */

const profile =
  /^(?<year>\d{4})(-(?<month>\d\d)(-(?<day>\d\d)(T(?<hour>\d\d):(?<minute>\d\d)(:(?<second>\d\d)(?<fraction>\.\d+)?)?(Z|(?<sign>[+-])(?<offsetHours>\d\d):(?<offsetMinutes>\d\d)))?)?)?$/;

/** Epoch ms, with the fraction that the text has; undefined for what is no such moment. */
export function parseTimestamp(text: string): number | undefined {
  const parts = profile.exec(text)?.groups;
  if (!parts) return undefined;
  const { year, month = '01', day = '01', hour = '00', minute = '00', second = '00' } = parts;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const at = Date.parse(local);
  const isReal = !Number.isNaN(at) && new Date(at).toISOString() === local;
  const offset = offsetMs(parts);
  if (!isReal || offset === undefined) return undefined;
  return at + Number(parts.fraction ?? 0) * 1000 - offset;
}

function offsetMs({ sign, offsetHours, offsetMinutes }: Record<string, string | undefined>) {
  const [hours, minutes] = [Number(offsetHours ?? 0), Number(offsetMinutes ?? 0)];
  if (hours > 23 || minutes > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
