/** What a profile shows. Times are seconds since the run began. @module */

/** One block that ran. */
export interface ProfileTask {
  /** Of the stages, from 0. */
  readonly stage: number;
  readonly block: number;
  readonly worker: number;
  readonly begin: number;
  readonly end: number;
  readonly failed: boolean;
}

/** What the process used at a time. */
export interface ProfileSample {
  readonly time: number;
  /** Resident bytes. */
  readonly memory: number;
  /** Processors that were busy since the last sample: 1.5 is one and a half. */
  readonly cpu: number;
}

export interface ProfileModel {
  readonly title: string;
  readonly summary: string;
  readonly seconds: number;
  readonly workers: number;
  /** Bytes that all workers may use. */
  readonly memoryAllowed: number;
  readonly stages: readonly { readonly title: string; readonly begin: number; readonly end: number; readonly skipped: number }[];
  readonly tasks: readonly ProfileTask[];
  readonly samples: readonly ProfileSample[];
  /** Version and date, for the foot of the page. */
  readonly made: string;
}
