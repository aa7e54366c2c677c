/** Firmware version, as in package.json (a test keeps them equal). */
export const FIRMWARE_VERSION = "0.1.0";

/** Version of schema.cddl. */
export const SCHEMA_VERSION = 1;
