import { describe, expect, test } from 'vitest';
import { readRecording } from '#local/replay/recording';

const at = (time: string) => Date.parse(`2014-03-07T${time}Z`);

describe('a recording is read', () => {
  test('from lines of timestamp and value, with gaps and several values at one time', () => {
    const text =
      '\uFEFFtimestamp,value\r\n2014-03-07 03:51:00,3\r\n2014-03-07 03:41:00.000000,1.5\r\n2014-03-07T03:41:00Z,2\r\n';

    expect(readRecording(text)).toEqual([
      { at: at('03:41:00'), value: 1.5 },
      { at: at('03:41:00'), value: 2 },
      { at: at('03:51:00'), value: 3 },
    ]);
  });

  test('from the JSON of get-metric-data, the newest first', () => {
    const result = (Id: string, Values: number[]) => ({
      Id,
      Label: 'Errors',
      Timestamps: ['2014-03-07T03:46:00+00:00', '2014-03-07T03:41:00+00:00'],
      Values,
      StatusCode: 'Complete',
    });
    const text = JSON.stringify({ MetricDataResults: [result('m1', [2, 1]), result('m2', [4, 3])] });

    expect(readRecording(text, 'm2')).toEqual([
      { at: at('03:41:00'), value: 3 },
      { at: at('03:46:00'), value: 4 },
    ]);
    expect(() => readRecording(text)).toThrow('holds several results: say which one is meant (m1, m2)');
    expect(() => readRecording(text, 'm3')).toThrow('holds no result m3 (m1, m2)');
  });

  test.each([
    ['', 'line 1: expected the header "timestamp,value", found ""'],
    ['time,value\n', 'line 1: expected the header "timestamp,value", found "time,value"'],
    ['timestamp,value\n', 'the recording holds no datapoint'],
    [
      'timestamp,value\n2014-03-07 03:41:00,1\nyesterday,2',
      'line 3: expected a timestamp in UTC such as 2014-03-07 03:41:00, found "yesterday"',
    ],
    [
      'timestamp,value\n2014-13-07 03:41:00,1',
      'line 2: expected a timestamp in UTC such as 2014-03-07 03:41:00, found "2014-13-07 03:41:00"',
    ],
    ['timestamp,value\n2014-03-07 03:41:00,', 'line 2: expected a number, found ""'],
    ['timestamp,value\n2014-03-07 03:41:00,NaN', 'line 2: expected a number, found "NaN"'],
    [
      'timestamp,value\n2014-03-07 03:41:00,1,2',
      'line 2: expected a timestamp and a value, found "2014-03-07 03:41:00,1,2"',
    ],
    ['{"Datapoints": []}', 'expected the JSON of get-metric-data, which has MetricDataResults'],
    [
      '{"MetricDataResults": [{"Id": "m1", "Timestamps": ["2014-03-07T03:41:00Z"], "Values": []}]}',
      'm1: has 1 Timestamps and 0 Values',
    ],
  ])('or refused: %j', (text, message) => {
    expect(() => readRecording(text)).toThrow(message);
  });

  test('or refused, with what JSON itself says', () => {
    expect(() => readRecording('{"MetricDataResults": [')).toThrow(/^no JSON: /);
  });
});
