/** How well the platform finds what answers a question, beside words alone and meaning alone. */
@NullMarked
package io.mnemon.bench.quality;

import org.jspecify.annotations.NullMarked;
