/** The plan that `ramp init` writes: it is valid as it stands, and what is commented out is valid too. */
import { presets } from './curve.ts';

const curves = {
  ...Object.fromEntries(Object.keys(presets).map((preset) => [preset, `preset: ${preset}, `])),
  linear: 'preset: linear, steps: 10, ',
  exponential: 'preset: exponential, growth: 2, ',
  geometric: 'preset: geometric, steps: 6, ',
} as Record<Preset, string>;
export type Preset = keyof typeof presets | 'linear' | 'exponential' | 'geometric';
export const templatePresets = Object.keys(curves) as Preset[];

export const planTemplate = (name: string, preset: Preset): string => `\
# yaml-language-server: $schema=plan.v1.json
# $schema: plan.v1.json
version: 1
name: ${name}
# description: What is tried, in a sentence
owner: my-team
# tags: { ticket: SHOP-1234 }

# --- what ---
experiment:
  application: my-application          # AppConfig application, ID or name
  definition: my-definition            # experiment definition, ID or name; must exist already
  # overrides: { qa-user-1: t1 }       # testers who see t1 even at 0 %

# --- when ---
timezone: UTC                          # of all local times below, such as Europe/Berlin
start: now                             # or a local time: 2026-12-01T09:00
# windows:                             # exposure is raised only inside these;
#   - { days: Mon-Thu, hours: 09:00-16:00 } # guards are watched at all times
# freezes:                             # no raise in these; a stop always may
#   - { from: 2026-12-18, to: 2027-01-04, reason: Christmas }
maxDuration: 30d                       # AWS bills every hour a run is open

# --- how fast ---
curve: { ${curves[preset]}over: 7d }
# steps:                               # instead of a curve, every step by itself
#   - { name: validate, exposure: 0%, hold: 30m }
#   - { exposure: 5%, hold: 1d }
#   - name: half
#     exposure: 50%
#     hold: 2d
#     gates:                           # asked before THIS step is left
#       - approval:
#           from: [ slack:S0PMGROUP, "arn:aws:iam::*:role/ReleaseManager" ]
#           ask: Conversion looks right. Go to everyone?
#           timeout: 3d
#           onTimeout: wait            # wait | pause | stop
#   - { exposure: 100%, hold: 2d }

# --- stop or pause at once; watched all the time ---
guards:
  - alarm: my-alarm                    # CloudWatch alarm, metric or composite: name or ARN
    then: stop                         # stop | pause | notify
    # for: 5m                          # has to stay in ALARM this long
    # insufficientData: notify         # notify | stop | ignore
    # suppressed: ignore               # ignore | act
  # - alarmsTagged: { service: shop }  # every alarm with this tag

# --- before every raise ---
gates:
  - alarms: ok                         # all alarms of the guards are OK
  # - metric: latency-p99
  #   below: 800
  #   over: 30m
# metrics:                             # what gates may ask
#   latency-p99: { namespace: Shop, name: Latency, stat: p99, period: 5m }
# gateTimeout: { after: 2d, then: notify } # notify | pause | stop

# --- the end ---
end: hold                              # hold until maxDuration, or stop after the last step
# onStop:
#   summary: "Stopped by rampart at {{exposure}} after {{elapsed}}: {{reason}}"

# --- tell people ---
# notify:
#   slack: { channel: "#my-channel", level: normal, mention: { stop: "<!subteam^S0ONCALL>" } }
#   digest: { days: Mon-Fri, at: "09:00" }
#   eventBus: default
`;
