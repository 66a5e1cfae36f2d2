/**
 * Wake-up calls between the services on one database. A call may be lost, so who listens also looks by itself now and then;
 * it saves nothing but time.
 */
export interface SqlNotices {
  /**
   * Calls back when somebody has called on the channel, with the name of its connection, and with null after every time the
   * connection was made anew, because calls may have been missed. Goes on until it is cancelled.
   */
  listen(channel: string, heard: (from: string | null) => void): () => void;
  /** Ends the connection that listens; safe to call twice. */
  close(): Promise<void>;
}
