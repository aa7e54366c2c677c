// In the place of firmware/device/board-camera.ts, on boards whose sensor esp32-camera drives.

import Camera from "embedded:io/image/in/camera";
import { setExposure, setTestPattern } from "sensor-controls";
import { tunedCamera } from "./tuned-camera";

export const BoardCamera = tunedCamera(Camera, { setExposure, setTestPattern }, line => trace(line, "\n"));
