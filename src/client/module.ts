export { type RemoteModule, remoteModule } from "../code/module.ts";
