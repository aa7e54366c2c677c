import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type WebSocket, WebSocketServer } from "ws";
import { CimError } from "../../firmware/errors";
import type { Hub } from "./hub";

/** A file of the page. */
export interface Asset {
	type: string;
	body: Uint8Array;
}

/** Something that is made when it is asked for, for example /metrics. */
export type Route = () => Asset | Promise<Asset>;

export interface PageServerOptions {
	hub: Hub;
	/** The port to take; the next free one where it is taken, any for 0. */
	port: number;
	/** Files by path. */
	assets(): Promise<ReadonlyMap<string, Asset>>;
	/** What else is served, by path. */
	routes?: ReadonlyMap<string, Route>;
}

export interface PageServer {
	/** http://127.0.0.1:port/ */
	url: string;
	port: number;
	close(): Promise<void>;
}

const HOST = "127.0.0.1";
/** Ports tried after the one asked for. */
const FURTHER_PORTS = 20;
/** Bytes of an action, at most: a photograph of a phone fits. */
const LARGEST_ACTION = 24 * 1024 * 1024;
const MOST_PAGES = 16;
/** Where the page finds its WebSocket. */
export const SOCKET_PATH = "/live";

/** Nothing but what this server itself gives; no inline script or style, nobody else's frame around it. */
const POLICY =
	"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const HEADERS = {
	"content-security-policy": POLICY,
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"permissions-policy": "camera=(self), microphone=(), geolocation=()",
	"cache-control": "no-store",
};

const compress = promisify(gzip);

/**
 * Serves the page on the loopback, and its WebSocket. Who names another host than this one (a rebound name) or comes from
 * another origin is refused.
 * @throws CimError "page-port"
 */
export async function servePage({ hub, port, assets, routes }: PageServerOptions): Promise<PageServer> {
	const packed = new Map<string, Promise<Uint8Array>>();
	const server = createServer((request, response) => {
		void answer(request, response).catch(error => {
			if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
			response.end(`The page could not be made: ${(error as Error).message}\n`);
		});
	});

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		request.resume();
		const refuse = (status: number, words: string): void => {
			response.writeHead(status, { ...HEADERS, "content-type": "text/plain; charset=utf-8" });
			response.end(`${words}\n`);
		};
		if (!isOurHost(request)) return refuse(421, `this page answers to ${HOST} and localhost only`);
		if (request.method !== "GET" && request.method !== "HEAD") return refuse(405, "this page is for reading");
		const path = (request.url ?? "/").split("?", 1)[0];
		const route = routes?.get(path);
		const asset = route ? await route() : (await assets()).get(path);
		if (!asset) return refuse(404, "there is nothing here: the page is at /");
		const headers: Record<string, string | number> = { ...HEADERS, "content-type": `${asset.type}; charset=utf-8` };
		let { body } = asset;
		if (/\bgzip\b/.test(request.headers["accept-encoding"] ?? "") && body.length > 512) {
			if (route) body = await compress(body);
			else {
				if (!packed.has(path)) packed.set(path, compress(body, { level: 9 }));
				body = await packed.get(path)!;
			}
			headers["content-encoding"] = "gzip";
		}
		headers["content-length"] = body.length;
		response.writeHead(200, headers);
		response.end(request.method === "HEAD" ? undefined : body);
	}

	const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_ACTION, perMessageDeflate: false });
	server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		socket.on("error", () => socket.destroy());
		const refusal = refusalOf(request, sockets.clients.size);
		if (refusal) {
			socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
			return;
		}
		sockets.handleUpgrade(request, socket, head, client => connect(client, hub));
	});

	const taken = await listen(server, port);
	return {
		url: `http://${HOST}:${taken}/`,
		port: taken,
		async close() {
			for (const client of sockets.clients) client.terminate();
			sockets.close();
			await new Promise<void>(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

function connect(client: WebSocket, hub: Hub): void {
	const page = {
		get backlog() {
			return client.bufferedAmount;
		},
		send(bytes: Uint8Array) {
			if (client.readyState === client.OPEN) client.send(bytes);
		},
	};
	// too large a message, or no WebSocket frame: the library closes it
	client.on("error", () => client.terminate());
	client.on("close", () => hub.leave(page));
	client.on("message", data => void hub.receive(page, new Uint8Array(data as Buffer)));
	hub.join(page);
}

/** Status line of a refusal; undefined where the page may connect. */
function refusalOf(request: IncomingMessage, open: number): string | undefined {
	if (!isOurHost(request)) return "421 Misdirected Request";
	if (request.url !== SOCKET_PATH) return "404 Not Found";
	// Browsers always say where a WebSocket comes from; whoever does not is no browser, and has no business here.
	if (request.headers.origin !== `http://${request.headers.host}`) return "403 Forbidden";
	if (open >= MOST_PAGES) return "503 Service Unavailable";
	return undefined;
}

function isOurHost({ headers, socket }: IncomingMessage): boolean {
	const { localPort } = socket;
	return headers.host === `${HOST}:${localPort}` || headers.host === `localhost:${localPort}`;
}

async function listen(server: Server, requested: number): Promise<number> {
	for (let port = requested; ; port++) {
		try {
			await new Promise<void>((resolve, reject) => {
				server.once("error", reject);
				server.listen(port, HOST, () => {
					server.off("error", reject);
					resolve();
				});
			});
			const address = server.address();
			return typeof address === "object" && address ? address.port : port;
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code !== "EADDRINUSE" || port >= Math.min(requested + FURTHER_PORTS, 65535))
				throw new CimError(
					"page-port",
					`no page on ${HOST}:${requested} (${code}); give another --page-port, or --no-page`,
				);
		}
	}
}
