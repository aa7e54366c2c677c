// Requests of the tests of test262, beside those of tests/xs/requests.ts.

/** Reply: number of the test to run, 4 bytes; NONE when there is none left. */
export const NEXT = 210;
export const NONE = 0xffffffff;
/** Subject: number of the test. Payload: 0, or 1 and what was thrown: its name, a line break, its words. */
export const OUTCOME = 211;
