// The language suite on a machine. All modules but this one are preloaded where there is flash.
import { runSuite } from "../language/suite";

runSuite(line => host.log(line));
