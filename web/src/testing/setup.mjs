// A view hangs all its listeners on one signal; Node takes more than ten for a leak.
import { setMaxListeners } from "node:events";

setMaxListeners(100);
