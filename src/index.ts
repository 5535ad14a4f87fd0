export type { ActorClass, ActorOptions, ActorRef } from "./client/actors/actor.ts";
export { ActorFuture } from "./client/actors/actor-future.ts";
export type { MachineRef } from "./client/actors/machine-ref.ts";
export type { RemoteSnapshot } from "./client/actors/remote-snapshot.ts";
export type { ActorClient } from "./client/client.ts";
export type { ClusterAddress, ConnectOptions } from "./client/connection/connect.ts";
export { Event } from "./client/coordination/event.ts";
export { Lease } from "./client/coordination/lease.ts";
export { Lock } from "./client/coordination/lock.ts";
export type { TimeoutOptions } from "./client/coordination/lockable.ts";
export { MultiLock } from "./client/coordination/multi-lock.ts";
export { type BatchOptions, Queue, type QueueOptions } from "./client/coordination/queue.ts";
export { Semaphore, type SemaphoreOptions } from "./client/coordination/semaphore.ts";
export { Variable } from "./client/coordination/variable.ts";
export { AsCompleted, asCompleted } from "./client/futures/as-completed.ts";
export type { CancelOptions } from "./client/futures/cancelling.ts";
export { fireAndForget } from "./client/futures/fire-and-forget.ts";
export { Future, type FutureStatus } from "./client/futures/future.ts";
export { progress } from "./client/futures/progress.ts";
export type { ScatterOptions } from "./client/futures/scatter.ts";
export type {
  ActorHandle,
  Argument,
  Arguments,
  Callable,
  Gathered,
  Result,
  Scattered,
} from "./client/futures/types.ts";
export { type ReturnWhen, type Waited, type WaitOptions, wait } from "./client/futures/wait.ts";
export { type RemoteModule, remoteModule } from "./client/module.ts";
export type { ProfileOptions } from "./client/observer/profile.ts";
export { type PerformanceReportOptions, performanceReport } from "./client/performance-report.ts";
export type { SpawnOptions } from "./client/spawn.ts";
export type { ClientStatus } from "./client/status.ts";
export type { SubmitOptions } from "./client/submit-options.ts";
export type { WorkerInfo } from "./client/worker-info.ts";
export { Client } from "./cluster/client.ts";
export { LocalCluster } from "./cluster/local.ts";
export type { LocalOptions } from "./cluster/options.ts";
export {
  getClient,
  getSelf,
  getTask,
  getWorker,
  rejoin,
  secede,
  type TaskInfo,
  type WorkerIdentity,
} from "./executor/context.ts";
export type { Profile, ProfileNode } from "./profile/profile.ts";
export * from "./protocol/errors.ts";
