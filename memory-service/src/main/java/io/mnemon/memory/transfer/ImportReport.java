package io.mnemon.memory.transfer;

import java.util.List;

/**
 * What became of the lines of an import, in their order.
 *
 * @param embedded for how many the embedding model was or would be asked
 */
public record ImportReport(List<LineOutcome> outcomes, int embedded) {
  public ImportReport {
    outcomes = List.copyOf(outcomes);
  }

  public <T extends LineOutcome> List<T> only(Class<T> kind) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
