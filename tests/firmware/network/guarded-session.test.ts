import { test } from "uvu";
import * as assert from "uvu/assert";
import { guardHandshakes, type Session } from "../../../firmware/network/guarded-session";

/** A session whose handshake is over when it is told so; what it leaves behind is that of a good one but for `differs`. */
function session(isOver: boolean, differs: Partial<Session> = {}): Session {
	class Plain implements Session {
		clientCipher: object | null = {};
		serverCipher: object | null = {};
		options = { isTrusted: true };
		socket: object | undefined;
		handshake(socket: object): boolean {
			this.socket = socket;
			return isOver;
		}
	}
	guardHandshakes(Plain.prototype);
	return Object.assign(new Plain(), differs);
}

test("a handshake under way goes on, a good one is over, with the socket it was given", () => {
	const socket = {};
	const good = session(true);
	assert.is(session(false, { options: {} }).handshake(socket), false);
	assert.is(good.handshake(socket), true);
	assert.is((good as unknown as { socket: object }).socket, socket);
});

test("an alert is no good end, not even a goodbye", () => {
	for (const description of [0, 40])
		assert.throws(() => session(true, { alert: { level: 1, description } }).handshake({}), `TLS alert ${description}`);
});

test("without a certificate that was found good, or without a key in one direction, nothing is sent", () => {
	for (const lack of [{ options: {} }, { clientCipher: null }, { serverCipher: null }])
		assert.throws(() => session(true, lack).handshake({}), /cut short/);
});

test.run();
