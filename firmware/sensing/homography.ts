/**
 * The projective map from the unit square to a quadrilateral of the picture
 * (closed form: P. Heckbert, "Fundamentals of texture mapping and image warping", 1989, section 2.2.3).
 */
export class Homography {
	/** Where the last `project` landed, in pixels. */
	x = 0;
	y = 0;
	#a = 1;
	#b = 0;
	#c = 0;
	#d = 0;
	#e = 1;
	#f = 0;
	#g = 0;
	#h = 0;

	/** Corners as x, y of (0,0), (1,0), (1,1), (0,1). False when they are not a convex quadrilateral. */
	fit(corners: Float64Array): boolean {
		const x0 = corners[0];
		const y0 = corners[1];
		const dx1 = corners[2] - corners[4];
		const dy1 = corners[3] - corners[5];
		const dx2 = corners[6] - corners[4];
		const dy2 = corners[7] - corners[5];
		const sumX = x0 - corners[2] + corners[4] - corners[6];
		const sumY = y0 - corners[3] + corners[5] - corners[7];
		const determinant = dx1 * dy2 - dx2 * dy1;
		if (!(determinant > 1 || determinant < -1)) return false;
		const g = (sumX * dy2 - dx2 * sumY) / determinant;
		const h = (dx1 * sumY - sumX * dy1) / determinant;
		// The denominator 1 + g u + h v is positive in all four corners of a convex quadrilateral.
		if (!(1 + g > 0.1 && 1 + h > 0.1 && 1 + g + h > 0.1)) return false;
		this.#g = g;
		this.#h = h;
		this.#a = corners[2] - x0 + g * corners[2];
		this.#b = corners[6] - x0 + h * corners[6];
		this.#c = x0;
		this.#d = corners[3] - y0 + g * corners[3];
		this.#e = corners[7] - y0 + h * corners[7];
		this.#f = y0;
		return true;
	}

	/** Maps (u, v) of the unit square to `x`, `y`. */
	project(u: number, v: number): void {
		const scale = 1 / (1 + this.#g * u + this.#h * v);
		this.x = (this.#a * u + this.#b * v + this.#c) * scale;
		this.y = (this.#d * u + this.#e * v + this.#f) * scale;
	}
}
