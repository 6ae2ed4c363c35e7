package io.mnemon.memory.worth;

import io.mnemon.memory.record.Decay;
import io.mnemon.storage.Binding;
import io.mnemon.tenancy.Layer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The effective importance of a memory {@code m} with its usage {@code u}, as SQL computes it. */
public final class PostgresWorthExpression {
  // Beyond these Postgres refuses to compute what is nothing anyway.
  private static final int MOST_USES = 10_000;
  private static final int LEAST_EXPONENT = -700;

  private PostgresWorthExpression() {}

  public static String of(Decay decay) {
    String rates =
        Arrays.stream(Layer.values())
            .map(layer -> "WHEN '%s' THEN %s".formatted(layer.word(), decay.ratePerDay(layer)))
            .collect(Collectors.joining(" "));
    return """
        (1 - (1 - m.importance) * power(?, LEAST(COALESCE(u.uses, 0), %d)))
          * exp(GREATEST(%d, -(CASE m.layer %s END)::float8
              * GREATEST(0, extract(epoch FROM ? - COALESCE(u.last_use, m.created_at)))
                ::float8 / 86400))
        """
        .formatted(MOST_USES, LEAST_EXPONENT, rates)
        .strip();
  }

  /** Binds its parameters. */
  public static Binding bind(Binding b, Decay decay, Instant now) throws SQLException {
    return b.float8(1 - decay.lift()).timestamp(now);
  }
}
