import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Certificate, refusal } from "../../../firmware/network/certificate-chain";

const NOW = Date.UTC(2027, 0, 1);
const YEAR = 365 * 86_400_000;

interface Made extends Certificate {
	key: object;
}

/** A certificate with a key of its own, signed with that of another, or with its own. */
function certificate(signer?: Made, differs: Partial<Certificate> = {}): Made {
	const key = {};
	const signedWith = signer?.key ?? key;
	return {
		key,
		names: ["broker.test", "10.0.0.7"],
		from: NOW - YEAR,
		to: NOW + YEAR,
		isAuthority: false,
		isSignedBy: issuer => (issuer as Made).key === signedWith,
		...differs,
	};
}

const authority = certificate(undefined, { isAuthority: true, names: [] });
const between = certificate(authority, { isAuthority: true, names: [] });
const broker = certificate(authority);
const accepts = (chain: Certificate[], name = "broker.test", now = NOW) => refusal(chain, authority, name, now);

test("a broker signed by the authority, alone, with the authority's certificate, or through one between", () => {
	assert.is(accepts([broker]), undefined);
	assert.is(accepts([broker, authority]), undefined);
	assert.is(accepts([certificate(between), between]), undefined);
	assert.is(accepts([certificate(between), between, authority]), undefined);
});

test("another name or address is refused, and so is none", () => {
	assert.is(accepts([broker], "10.0.0.7"), undefined);
	assert.is(accepts([broker], "Broker.TEST"), undefined);
	for (const name of ["elsewhere.test", "10.0.0.8", "broker.test.evil", ""])
		assert.match(accepts([broker], name)!, /is not that of/);
});

test("a wildcard stands for the first label, whole and alone, and for no part of an address", () => {
	const wild = [certificate(authority, { names: ["*.home.test", "*.0.0.7"] })];
	assert.is(accepts(wild, "broker.home.test"), undefined);
	for (const name of ["home.test", "a.broker.home.test", "10.0.0.7", ".home.test.evil"])
		assert.match(accepts(wild, name)!, /is not that of/);
});

test("the name of a certificate further on does not count", () => {
	const named = certificate(authority, { isAuthority: true });
	assert.match(accepts([certificate(named, { names: ["other.test"] }), named])!, /is not that of/);
});

test("a certificate that the authority has not signed is refused, also with the authority's after it", () => {
	const stranger = certificate(undefined, { isAuthority: true });
	for (const forged of [certificate(), certificate(stranger)]) {
		assert.match(accepts([forged])!, /not signed by the authority/);
		assert.match(accepts([forged, authority])!, /not signed by the next/);
	}
	assert.match(accepts([certificate(stranger), stranger])!, /not signed by the authority/);
});

test("a certificate signed with one that may not sign is refused", () => {
	const device = certificate(authority, { names: ["desk-1"] });
	assert.match(accepts([certificate(device), device])!, /may not sign/);
});

test("dates are checked, of every certificate, and a clock that is not set is named", () => {
	const old = { to: NOW - 1 };
	const future = { from: NOW + 1 };
	assert.match(accepts([certificate(authority, old)])!, /has expired/);
	assert.match(accepts([certificate(authority, future)])!, /is not valid yet/);
	const oldBetween = certificate(authority, { ...old, isAuthority: true });
	assert.match(accepts([certificate(oldBetween), oldBetween])!, /has expired/);
	assert.match(refusal([broker], { ...authority, ...old }, "broker.test", NOW)!, /authority's certificate has expired/);
	assert.match(accepts([broker], "broker.test", 0)!, /clock is not set/);
});

test("no certificate, and more than four, are refused", () => {
	assert.match(accepts([])!, /0 certificates/);
	assert.match(accepts([broker, between, between, between, authority])!, /5 certificates/);
});

test.run();
