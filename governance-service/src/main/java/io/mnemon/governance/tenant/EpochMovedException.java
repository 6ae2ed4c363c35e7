package io.mnemon.governance.tenant;

/** Rights have changed since they were looked at: look again. */
public final class EpochMovedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
