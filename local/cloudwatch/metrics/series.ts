/** The datapoints of one metric in one unit, by time. Thousands of them are read every minute, so they lie in flat arrays. */
import { merge, type Summary, summaryOf } from './summary.ts';

/** A value that was sent once is kept as it is: most datapoints are, and it takes a tenth of the memory. */
type Point = number | Summary;

export class Series {
  /** Epoch seconds, ascending. */
  readonly #times: number[] = [];
  readonly #points: Point[] = [];

  add(time: number, point: Point): void {
    const index = this.#firstFrom(time);
    const found = this.#points[index];
    if (this.#times[index] === time && found !== undefined)
      this.#points[index] = merge(asSummary(found), asSummary(point));
    else if (index === this.#times.length) {
      this.#times.push(time);
      this.#points.push(point);
    } else {
      this.#times.splice(index, 0, time);
      this.#points.splice(index, 0, point);
    }
  }

  /** The time of the newest datapoint. */
  get last(): number | undefined {
    return this.#times.at(-1);
  }

  /** Everything from `from` up to but not including `to`. */
  between(from: number, to: number): Point | undefined {
    let index = this.#firstFrom(from);
    if (!((this.#times[index] as number) < to)) return undefined;
    let all = this.#points[index] as Point;
    for (index += 1; (this.#times[index] as number) < to; index += 1)
      all = merge(asSummary(all), asSummary(this.#points[index] as Point));
    return all;
  }

  #firstFrom(time: number): number {
    const times = this.#times;
    let [low, high] = [0, times.length];
    if (high === 0 || (times[high - 1] as number) < time) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export const asSummary = (point: Point): Summary => (typeof point === 'number' ? summaryOf([point]) : point);
