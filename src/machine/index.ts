/** What this machine brings to stores: files, the environment, the credentials of its user. Shared by the programs and their workers. @module */
export { awsCredentials, awsEndpoint, awsRegion } from "./aws.ts";
export { childLocator, folderLocator } from "./folder.ts";
export { isRemote, type Location, locate } from "./location.ts";
export { machineStores } from "./stores.ts";
export { WorkerLog } from "./worker-log.ts";
