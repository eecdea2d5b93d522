/** Object stores that speak as Amazon S3 does. @module */
export { s3Opener } from "./open.ts";
export { type S3Condition, type S3Options, S3Store } from "./s3-store.ts";
export type { S3Credentials, S3CredentialsSource } from "./sign.ts";
