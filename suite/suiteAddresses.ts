/** Where a running suite is: what a client, a test or the web app needs to talk to it. */

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Plain data: it travels through the file of state and through vitest's `provide`. */
export interface SuiteAddresses {
  readonly projectId: string;
  readonly storageBucket: string;
  readonly auth: Address;
  readonly firestore: Address;
  readonly storage: Address;
  readonly functions: Address;
  readonly tasks: Address;
  readonly hub: Address;
  /** The web app, without a slash at its end. */
  readonly hostingUrl: string;
  /** The Emulator UI where it is on. */
  readonly uiUrl: string | null;
  /** The emulators' and functions' output. */
  readonly logFile: string;
}
