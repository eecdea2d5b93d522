/** The profile of a run as one self-contained page. @module */
export type { ProfileModel, ProfileSample, ProfileTask } from "./model.ts";
export { profileHtml } from "./profile.ts";
