// What the guest of many-cores.test.ts and the test agree on.

/** Requests beside those of host-sim/xs/protocol.ts. MODEL: 0 codes, 1 inputs. SHOWN: figures at a place. SUMS: the result. */
export const MODEL = 100;
export const SHOWN = 101;
export const SUMS = 102;

/** 48 cores, each with a segment of 2 x 98 rows and 64 columns. */
export const CORES_DOWN = 8;
export const CORES_ACROSS = 6;
export const ROWS = 98;
export const COLUMNS = 64;
/** Vectors of the calibration, and of a multiply. */
export const VECTORS = 8;
export const BATCH = 2;
/** Microvolts. */
export const CHARGE_STEP = 60_000;

/** Cores that the guest programs; the others come as they should be. */
export const PROGRAMMED = [47];
