// embedded:storage/key-value; not in @moddable/typings 5.6.0.
import type { BufferStorage, KeyValueStorage } from "../device/device-settings";

declare const storage: KeyValueStorage & BufferStorage;
export default storage;
