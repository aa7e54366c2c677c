// embedded:storage/key-value; not in @moddable/typings 5.6.0.
import type { KeyValueStorage } from "../device/device-settings";

declare const storage: KeyValueStorage;
export default storage;
