import Camera from "embedded:io/image/in/camera";

/** The camera as the platform has it. manifests/esp32/camera.json puts one in this module's place that knows more settings. */
export const BoardCamera = Camera;
