// embedded:io/image/in/camera; the SDK has no types for it (written from modules/io/imagein/camera of SDK 8.2.3).
import type { CameraClass } from "../hardware";

declare const Camera: CameraClass;
export default Camera;
