// The validator of the live page, for tests.
export { Cddl } from "../../host-sim/cddl";
