package io.mnemon.gateway.limits;

/**
 * What is wanted of one bucket.
 *
 * @param bucket its name, unique among its owner's
 * @param least how many tokens must be there
 * @param most how many are taken if they are there
 */
record Draw(String bucket, Rate rate, long least, long most) {
  Draw {
    if (least < 1 || most < least) {
      throw new IllegalArgumentException("a draw wants at least one token");
    }
  }

  static Draw of(String bucket, Rate rate, long tokens) {
    return new Draw(bucket, rate, tokens, tokens);
  }
}
