package io.mnemon.bench.quality;

import io.mnemon.bench.corpus.Conversation;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.Embedding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Meaning alone: the cosine between the question and the bare turns. */
final class VectorsAlone implements Finder {
  private final Embedder model;
  private final List<Conversation.Turn> turns;
  private final List<Embedding> vectors;

  VectorsAlone(Embedder model, List<Conversation.Turn> turns) {
    this.model = model;
    this.turns = turns;
    vectors = model.embedDocuments(turns.stream().map(Conversation.Turn::content).toList());
  }

  private record Near(String id, float cosine) {}

  @Override
  public List<String> find(String question, int limit) {
    Embedding asked = model.embedQuery(question);
    List<Near> all = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      all.add(new Near(turns.get(i).id(), asked.cosine(vectors.get(i))));
    }
    return all.stream()
        .sorted(Comparator.comparingDouble(Near::cosine).reversed())
        .limit(limit)
        .map(Near::id)
        .toList();
  }

  @Override
  public void close() {
    // The model belongs to who gave it.
  }
}
