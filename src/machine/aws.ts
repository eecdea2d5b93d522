/**
 * Credentials, region and endpoint for object stores, by the names that all tools of AWS read.
 * @module
 */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { UnsupportedError } from "../errors.ts";
import type { S3Credentials } from "../store/s3/index.ts";

const profile = (): string => process.env["AWS_PROFILE"] || "default";
const credentialsFile = (): string => process.env["AWS_SHARED_CREDENTIALS_FILE"] || join(homedir(), ".aws", "credentials");
const configFile = (): string => process.env["AWS_CONFIG_FILE"] || join(homedir(), ".aws", "config");

/**
 * The credentials of this machine's user: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, else the profile AWS_PROFILE
 * (or "default") of ~/.aws/credentials. Undefined (anonymous requests) where there are none, or with AWS_NO_SIGN_REQUEST=YES. Read
 * anew each time, since other programs refresh them. Single sign-on, roles and the services of cloud machines are not asked.
 */
export async function awsCredentials(): Promise<S3Credentials | undefined> {
  const { env } = process;
  if (/^(yes|true|1)$/i.test(env["AWS_NO_SIGN_REQUEST"] ?? "")) return undefined;
  const [id, secret] = [env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]];
  if (id && secret) return { accessKeyId: id, secretAccessKey: secret, sessionToken: env["AWS_SESSION_TOKEN"] || undefined };
  const values = sectionOf(await readFile(credentialsFile(), "utf8").catch(() => ""), [profile()]);
  const [fileId, fileSecret] = [values.get("aws_access_key_id"), values.get("aws_secret_access_key")];
  if (fileId && fileSecret) return { accessKeyId: fileId, secretAccessKey: fileSecret, sessionToken: values.get("aws_session_token") };
  if (env["AWS_PROFILE"])
    throw new UnsupportedError(`Expected access keys in the profile "${profile()}" of ${credentialsFile()}, found none.`, {
      hint: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, for example by `aws configure export-credentials --format env`.",
    });
  return undefined;
}

/** AWS_REGION, AWS_DEFAULT_REGION, or the region of the profile in ~/.aws/config. */
export function awsRegion(): string | undefined {
  return process.env["AWS_REGION"] || process.env["AWS_DEFAULT_REGION"] || configValue("region");
}

/** AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, or the endpoint_url of the profile: for services other than Amazon's. */
export function awsEndpoint(): string | undefined {
  return process.env["AWS_ENDPOINT_URL_S3"] || process.env["AWS_ENDPOINT_URL"] || configValue("endpoint_url");
}

function configValue(name: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(configFile(), "utf8");
  } catch {
    return undefined;
  }
  return sectionOf(text, [`profile ${profile()}`, profile()]).get(name) || undefined;
}

/** The values of the first of these sections that an INI file has. Indented lines belong to the value before them and are left out. */
function sectionOf(text: string, names: readonly string[]): ReadonlyMap<string, string> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const head = /^\[\s*(.*?)\s*\]/.exec(line);
    const value = /^([\w-]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (head !== null) {
      const name = (head[1] as string).replace(/\s+/g, " ");
      current = sections.get(name) ?? new Map<string, string>();
      sections.set(name, current);
    } else if (value !== null) current?.set((value[1] as string).toLowerCase(), value[2] as string);
  }
  for (const name of names) {
    const section = sections.get(name);
    if (section !== undefined) return section;
  }
  return new Map();
}
