// Requests of tests inside XS, beside those of the firmware (host-sim/xs/protocol.ts).

/** Payload: a path. Reply: the file's bytes. */
export const FILE = 200;
/** Payload: a scene and the size of its picture as JSON. Reply: its pixels. */
export const SCENE = 201;
