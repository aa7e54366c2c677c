import { get, type IncomingHttpHeaders } from "node:http";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { WebSocket } from "ws";
import { pageAssets } from "../../../host-sim/dashboard/bundle";
import { Hub } from "../../../host-sim/dashboard/hub";
import { type PageServer, servePage } from "../../../host-sim/dashboard/page-server";

const hub = new Hub();
let server: PageServer;

test.before(async () => {
	const routes = new Map([["/metrics", () => ({ type: "text/plain", body: Buffer.from("frames 1\n") })]]);
	server = await servePage({ hub, port: 0, assets: pageAssets(), routes });
});
test.after(() => server.close());

interface Reply {
	status: number;
	headers: IncomingHttpHeaders;
	bytes: number;
	text: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Reply> {
	return new Promise((resolve, reject) => {
		const request = get({ port: server.port, host: "127.0.0.1", path, method, headers }, response => {
			const parts: Buffer[] = [];
			response.on("data", part => parts.push(part));
			response.on("end", () => {
				const body = Buffer.concat(parts);
				resolve({ status: response.statusCode!, headers: response.headers, bytes: body.length, text: String(body) });
			});
		});
		request.on("error", reject);
	});
}

/** Whether a WebSocket opens, or the status that it was refused with. */
function connect(path: string, headers: Record<string, string>): Promise<string> {
	return new Promise(resolve => {
		const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
		socket.on("open", () => {
			resolve("open");
			socket.terminate();
		});
		socket.on("error", error => resolve(error.message));
	});
}

test("the first paint takes less than 100 KB, and nothing in it comes from elsewhere", async () => {
	let bytes = 0;
	for (const path of ["/", "/page.js", "/styles.css", "/icon.svg"]) {
		const reply = await ask(path, { "accept-encoding": "gzip" });
		assert.is(reply.status, 200, path);
		bytes += reply.bytes;
	}
	assert.ok(bytes < 100_000, `${bytes} bytes`);
	process.stdout.write(`measured: first paint ${bytes} bytes transferred\n`);
	const { text, headers } = await ask("/");
	assert.not.match(text, /https?:|<script>|style=/);
	assert.match(String(headers["content-security-policy"]), /default-src 'none'; script-src 'self'; style-src 'self'/);
	assert.not.match(String(headers["content-security-policy"]), /unsafe|\*/);
	assert.is(headers["x-content-type-options"], "nosniff");
});

test("who names another host is refused: a name that was bound anew to this machine", async () => {
	for (const host of ["evil.example", `evil.example:${server.port}`, "127.0.0.1", "127.0.0.1:1"])
		assert.is((await ask("/", { host })).status, 421, host);
	assert.is((await ask("/", { host: `localhost:${server.port}` })).status, 200);
});

test("only the page itself may open the WebSocket", async () => {
	const own = `http://127.0.0.1:${server.port}`;
	assert.is(await connect("/live", { origin: own }), "open");
	for (const origin of [
		"http://evil.example",
		"null",
		`https://127.0.0.1:${server.port}`,
		`http://localhost:${server.port}`,
	])
		assert.match(await connect("/live", { origin }), /403/, origin);
	assert.match(await connect("/live", {}), /403/);
	assert.match(await connect("/live", { origin: own, host: "evil.example" }), /421/);
	assert.match(await connect("/other", { origin: own }), /404/);
});

test("what is not there, and what is no reading, is refused in words", async () => {
	for (const path of ["/app.ts", "/../package.json", "/%2e%2e/package.json", "/page.js/"])
		assert.is((await ask(path)).status, 404, path);
	assert.is((await ask("/", {}, "POST")).status, 405);
	assert.is((await ask("/metrics")).text, "frames 1\n");
});

test("a message that is too large ends its connection and nothing else", async () => {
	const socket = new WebSocket(`ws://127.0.0.1:${server.port}/live`, { origin: `http://127.0.0.1:${server.port}` });
	await new Promise(resolve => socket.on("open", resolve));
	socket.on("error", () => {});
	const closed = new Promise(resolve => socket.on("close", resolve));
	socket.send(Buffer.alloc(25 * 1024 * 1024));
	await closed;
	assert.is((await ask("/")).status, 200);
});

test("a port that is taken is passed over", async () => {
	const second = await servePage({ hub, port: server.port, assets: pageAssets() });
	assert.ok(second.port > server.port && second.port <= server.port + 20);
	await second.close();
});

test.run();
