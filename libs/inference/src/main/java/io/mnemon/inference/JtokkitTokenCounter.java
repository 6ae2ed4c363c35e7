package io.mnemon.inference;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.function.Supplier;

/** Counts tokens as OpenAI's models do. The encoding's table is read at the first count. */
public final class JtokkitTokenCounter implements TokenCounter {
  private final Supplier<Encoding> encoding;

  /**
   * @param encodingName {@code cl100k_base} or {@code o200k_base}
   */
  public JtokkitTokenCounter(String encodingName) {
    EncodingType type =
        EncodingType.fromName(encodingName)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no token encoding \"%s\"; write cl100k_base or o200k_base"
                            .formatted(encodingName)));
    var registry = Encodings.newLazyEncodingRegistry();
    encoding = () -> registry.getEncoding(type);
  }

  @Override
  public int count(String text) {
    // Ordinary: the spelling of a special token in a memory is nothing special.
    return encoding.get().countTokensOrdinary(text);
  }
}
