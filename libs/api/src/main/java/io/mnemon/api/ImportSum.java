package io.mnemon.api;

import io.mnemon.api.memory.v1.ImportMemoriesResponse;

/** What the calls of one import came to, together. */
public final class ImportSum {
  private final int mostErrors;
  private final ImportMemoriesResponse.Builder sum = ImportMemoriesResponse.newBuilder();

  /**
   * @param mostErrors how many wrong lines are told; more are counted
   */
  public ImportSum(int mostErrors) {
    this.mostErrors = mostErrors;
  }

  public void add(ImportMemoriesResponse part) {
    sum.setLines(sum.getLines() + part.getLines())
        .setAdded(sum.getAdded() + part.getAdded())
        .setRenamed(sum.getRenamed() + part.getRenamed())
        .setPresent(sum.getPresent() + part.getPresent())
        .setDuplicates(sum.getDuplicates() + part.getDuplicates())
        .setRefused(sum.getRefused() + part.getRefused())
        .setPassedOver(sum.getPassedOver() + part.getPassedOver())
        .setEmbedded(sum.getEmbedded() + part.getEmbedded());
    part.getErrorsList().stream().limit(mostErrors - sum.getErrorsCount()).forEach(sum::addErrors);
  }

  public ImportMemoriesResponse total(boolean isDryRun) {
    return sum.setDryRun(isDryRun).build();
  }
}
