// embedded:storage/key-value; not in @moddable/typings 5.6.0.
import type { BufferStorage, KeyValueStorage } from "../device/device-settings";
import type { TextStorage } from "../device/last-words";

declare const storage: TextStorage & KeyValueStorage & BufferStorage;
export default storage;
