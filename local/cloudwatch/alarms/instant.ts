/** How CloudWatch writes an instant. */

/** 2019-10-02T17:04:40.989+0000, without the colon that others write. */
export const utc = (at: number): string => new Date(at).toISOString().replace('Z', '+0000');

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** Friday 22 July, 2022 15:57:45 UTC */
export function spelled(at: number): string {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const clock = date.toISOString().slice(11, 19);
  return `${days[date.getUTCDay()]} ${day} ${months[date.getUTCMonth()]}, ${date.getUTCFullYear()} ${clock} UTC`;
}
