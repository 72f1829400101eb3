/**
 * The only place that reads the environment. What belongs to one installation (where the store is, which port,
 * where secrets are) stands here; what belongs to the company stands in the policy files.
 */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { SecretSource } from './core/policy/model.ts';

/** Whoever puts there what belongs into the file would read it in the sentence that says there is no such file. */
const fileName = z
  .string()
  .refine((path) => !/:\/\/|\n|PRIVATE KEY/.test(path), 'names a file, and is not what belongs into it');

const environment = z.object({
  /** PostgreSQL; without it the embedded PGlite is used, for one process. */
  DATABASE_URL: z.string().min(1).optional(),
  /** The same from a file, where secrets are handed in as files. */
  DATABASE_URL_FILE: fileName.optional(),
  /** Folder of the embedded store, the signing key and the service's address. */
  TENURE_DATA: z.string().min(1).default('.tenure'),
  /** Folder of tenure.yaml, reference-table.csv and catalogue.yaml. */
  TENURE_POLICY: z.string().min(1).optional(),
  TENURE_HOST: z.string().min(1).default('127.0.0.1'),
  TENURE_PORT: z.coerce.number().int().min(0).max(65_535).default(4100),
  /** How many proxies of ours stand before the service: senders are counted by the address the outermost of them saw. */
  TENURE_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  /** Where this process's figures, health and readiness are told; not set: nowhere but health and readiness at the door. */
  TENURE_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Whoever can reach it reads the figures: another address than this machine's own is a decision. */
  TENURE_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  /** What commands show to the running service; made in the data folder when it is not set. */
  TENURE_API_TOKEN: z.string().min(16).optional(),
  /** Where commands find the service, when not by the file it leaves in the data folder. */
  TENURE_URL: z
    .url({ protocol: /^https?$/ })
    .refine(
      (url) => !/^[^/]*\/\/[^/]*@/.test(url),
      'without a name and a password: what it asks for is TENURE_API_TOKEN',
    )
    .optional(),
  /** Who decides, for commands that record it: a work address. `--by` goes before it. */
  TENURE_ACTOR: z.string().min(1).optional(),
  NO_COLOR: z.string().optional(),
  /** PEM file of the Ed25519 key that signs evidence; made in the data folder when it is not set. */
  TENURE_SIGNING_KEY: fileName.optional(),
  /** Public halves of keys that signed before it, with commas between them: their seals hold, and ours follow them. */
  TENURE_SIGNING_KEYS_BEFORE: fileName.default(''),
  /** Where traces go, by OpenTelemetry's own names; its other variables (headers, time-outs, sampling) are taken as they are. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_SERVICE_NAME: z.string().min(1).default('tenure'),
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.string().optional(),
  TENURE_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

export interface Config {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly policyDir: string;
  /** Somebody said so, and it is not only the default. */
  readonly policyDirSet: boolean;
  readonly host: string;
  readonly port: number;
  readonly proxyHops: number;
  /** `null` = no figures. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** `null` = no traces. */
  readonly traces: { readonly url: string; readonly serviceName: string } | null;
  readonly apiToken: string | null;
  readonly serviceUrl: string | null;
  readonly actor: string | null;
  readonly colour: boolean;
  readonly signingKeyFile: string | null;
  /** PEM files. */
  readonly earlierKeyFiles: readonly string[];
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** The value of a named secret. Throws with the name, never with a value. */
  secret(source: SecretSource): string;
}

/** All problems at once, each with the variable and what to do. */
export class ConfigProblem extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigProblem';
    this.problems = problems;
  }
}

export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    throw new ConfigProblem(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  }
  const read = parsed.data;
  const policyDir = read.TENURE_POLICY ?? 'policy';
  return {
    databaseUrl: read.DATABASE_URL ?? addressIn(read.DATABASE_URL_FILE),
    dataDir: read.TENURE_DATA,
    policyDir,
    policyDirSet: read.TENURE_POLICY !== undefined,
    host: read.TENURE_HOST,
    port: read.TENURE_PORT,
    proxyHops: read.TENURE_PROXY_HOPS,
    metrics:
      read.TENURE_METRICS_PORT === undefined
        ? null
        : { host: read.TENURE_METRICS_HOST, port: read.TENURE_METRICS_PORT },
    traces: tracesTo(read),
    apiToken: read.TENURE_API_TOKEN ?? null,
    serviceUrl: read.TENURE_URL?.replace(/\/+$/, '') ?? null,
    actor: read.TENURE_ACTOR ?? null,
    colour: read.NO_COLOR === undefined,
    signingKeyFile: read.TENURE_SIGNING_KEY ?? null,
    earlierKeyFiles: read.TENURE_SIGNING_KEYS_BEFORE.split(',')
      .map((path) => path.trim())
      .filter((path) => path !== ''),
    logLevel: read.TENURE_LOG,
    secret: (source) => secretFrom(source, present, policyDir),
  };
}

/** "OpenTelemetry Protocol Exporter": the one for traces is taken as it is, the one for all gets the signal's path. */
function tracesTo(read: z.output<typeof environment>): Config['traces'] {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = read;
  const url = own ?? (all === undefined ? null : `${all.replace(/\/+$/, '')}/v1/traces`);
  const isOff = read.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || read.OTEL_TRACES_EXPORTER === 'none';
  return url === null || isOff ? null : { url, serviceName: read.OTEL_SERVICE_NAME };
}

function addressIn(path: string | undefined): string | null {
  if (path === undefined) return null;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new ConfigProblem([`DATABASE_URL_FILE: the file ${path} cannot be read`]);
  }
}

/** What is not spelled like a variable may be the secret itself, put where its name belongs. */
const notSet = (name: string) =>
  /^[A-Z_][A-Z0-9_]*$/.test(name)
    ? `${name} is not set: tenure.yaml takes a secret from it`
    : 'a variable is not set from which tenure.yaml takes a secret: what stands there as `env` is not repeated here, for it is not spelled like the name of one (CAPITALS_AND_DIGITS)';

function secretFrom(source: SecretSource, present: Readonly<Record<string, string | undefined>>, base: string): string {
  if ('env' in source) {
    const value = present[source.env];
    if (value === undefined) throw new ConfigProblem([notSet(source.env)]);
    return value;
  }
  const path = isAbsolute(source.file) ? source.file : join(base, source.file);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new ConfigProblem([`the secret file ${source.file} named in tenure.yaml cannot be read`]);
  }
}
