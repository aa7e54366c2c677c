import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether certificates can be made here. */
export const hasOpenssl = spawnSync("openssl", ["version"], { stdio: "ignore" }).status === 0;

/** A certificate and its key: paths of PEM files. */
export interface Certificate {
	certificate: string;
	key: string;
}

/** An authority that signs certificates for a day: for tests, made anew each time. */
export class Authority implements Certificate {
	readonly folder = mkdtempSync(join(tmpdir(), "cim-certificates-"));
	readonly certificate = join(this.folder, "ca.pem");
	readonly key = join(this.folder, "ca.key");
	#number = 0;

	constructor(name = "Test authority") {
		openssl(
			"req",
			"-x509",
			"-nodes",
			...CURVE,
			"-keyout",
			this.key,
			"-out",
			this.certificate,
			"-days",
			"1",
			"-subj",
			`/CN=${name}`,
		);
	}

	/** @param names subject alternative names, as OpenSSL writes them: "DNS:localhost", "IP:127.0.0.1" */
	sign(commonName: string, names: string): Certificate {
		const base = join(this.folder, `leaf-${++this.#number}`);
		const [certificate, key, request, extensions] = [`${base}.pem`, `${base}.key`, `${base}.csr`, `${base}.ext`];
		writeFileSync(extensions, `subjectAltName=${names}\n`);
		openssl("req", "-nodes", ...CURVE, "-keyout", key, "-out", request, "-subj", `/CN=${commonName}`);
		openssl(
			...["x509", "-req", "-in", request, "-CA", this.certificate, "-CAkey", this.key, "-CAcreateserial"],
			...["-out", certificate, "-days", "1", "-extfile", extensions],
		);
		return { certificate, key };
	}
}

const CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];

function openssl(...args: string[]): void {
	execFileSync("openssl", args, { stdio: "ignore" });
}
