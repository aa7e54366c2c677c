// The key-value store from the machine's side. What it reads goes to the log, a line each.
import { keyValueStore as store } from "../../../host-sim/xs/guest/key-value";
import { openLine } from "../../../host-sim/xs/guest/line";

function show(key: string): void {
	const value = store.read(key);
	if (value === undefined) host.log(`${key}: nothing`);
	else if (typeof value === "string") host.log(`${key}: text "${value}"`);
	else host.log(`${key}: bytes [${new Uint8Array(value).join(" ")}]`);
}

openLine();
show("kept");
show("missing");
store.write("ssid", "Büro 2");
store.write("empty", "");
store.write("bytes", Uint8Array.of(0, 255, 7).buffer);
store.write("replaced", "before");
store.write("replaced", new ArrayBuffer(0));
store.write("deleted", "soon");
store.delete("deleted");
store.delete("never there");
for (const key of ["ssid", "empty", "bytes", "replaced", "deleted"]) show(key);
