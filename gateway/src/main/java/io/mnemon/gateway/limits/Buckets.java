package io.mnemon.gateway.limits;

import java.util.List;

/**
 * Buckets of tokens, each of which fills at its rate up to its burst and is full at first: in any
 * time nobody gets more of it than burst + rate × time.
 */
interface Buckets {
  /**
   * Takes from every bucket, or from none.
   *
   * @param owner whose buckets they are
   * @param draws each of another bucket, none of more than the bucket can hold
   */
  Taking take(String owner, List<Draw> draws);
}
