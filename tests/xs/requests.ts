// Requests of tests inside XS, beside those of the firmware (host-sim/xs/protocol.ts).

/** Payload: a path. Reply: the file's bytes. */
export const FILE = 200;
/** Payload: options of a SceneSource as JSON. Reply: its number, size, identification and text as JSON. */
export const SCENE = 201;
/** Subject: number of the scene; payload: index of the frame (4 bytes). Reply: its pixels. */
export const SCENE_FRAME = 202;
