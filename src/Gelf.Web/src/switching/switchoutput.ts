/** Where a switch puts the messages for one link. */
export interface SwitchOutput {
  /** What is passed on. It may be dropped there if too much waits already. */
  forward(message: ArrayBuffer): void;
  /** A control message of this node: hello, lost, echo, … */
  sendControl(message: ArrayBuffer): void;
}
