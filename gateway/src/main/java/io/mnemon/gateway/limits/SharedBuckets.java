package io.mnemon.gateway.limits;

import java.util.ArrayList;
import java.util.List;

/**
 * One gateway's part of buckets that it cannot share with the others. A draw of more than the part
 * holds takes the whole of it.
 */
final class SharedBuckets implements Buckets {
  private final Buckets own;
  private final int gateways;

  SharedBuckets(Buckets own, int gateways) {
    this.own = own;
    this.gateways = gateways;
  }

  @Override
  public Taking take(String owner, List<Draw> draws) {
    List<Draw> parts = new ArrayList<>();
    for (Draw draw : draws) {
      Rate part = draw.rate().sharedBy(gateways);
      long least = Math.min(draw.least(), part.burst());
      parts.add(
          new Draw(
              draw.bucket(), part, least, Math.max(least, Math.min(draw.most(), part.burst()))));
    }
    return switch (own.take(owner, parts)) {
      case Taking.Taken taken -> new Taking.Taken(atLeast(draws, taken.parts()));
      case Taking.Short refused -> refused;
    };
  }

  private static List<Taking.Part> atLeast(List<Draw> draws, List<Taking.Part> parts) {
    List<Taking.Part> served = new ArrayList<>();
    for (int i = 0; i < draws.size(); i++) {
      Taking.Part part = parts.get(i);
      served.add(new Taking.Part(Math.max(draws.get(i).least(), part.tokens()), part.left()));
    }
    return served;
  }
}
